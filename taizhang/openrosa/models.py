"""Which devices may come in, and what each submission became."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Device(models.Model):
    """A key that lets one ODK Collect act for one person in one post. Only its digest is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices")
    post = models.IntegerField()
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """One version of a submission. `digest` names the kept XML, `files` each attachment it expects: its hash, or "".

    The id follows from the sender and the instanceID. `replaced_by` is the edit that took its place.
    """

    id = models.UUIDField(primary_key=True)
    instance = models.CharField(max_length=200)
    actor = models.CharField(max_length=60)
    inspection = models.UUIDField(db_index=True)
    digest = models.CharField(max_length=64)
    files = models.JSONField(default=dict)
    received_at = models.DateTimeField()
    replaced_by = models.UUIDField(null=True)

    def __str__(self) -> str:
        return self.instance
