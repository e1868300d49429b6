"""The beat of the workers. An ordinary table: it says nothing that must last."""

from __future__ import annotations

from django.db import models


class Beat(models.Model):
    """A worker (machine and process) and when it last began a round."""

    worker = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker


class HeadSending(models.Model):
    """A second place for the head of the chain: which block it has, and why the last attempt failed ("": it did not).

    `place` is a file, "mailto:…" or an address, as the settings name it.
    """

    place = models.CharField(max_length=500, primary_key=True)
    block = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    said = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return self.place
