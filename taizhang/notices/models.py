"""Notices and how far the journal has been told. Ordinary tables: a notice says nothing that the journal does not."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from taizhang.core.ladder import RUNG_LABELS, Rung

from .matters import MATTERS


class Notice(models.Model):
    """One thing that one person is told, once: `key` names what happened.

    `thing` and `about` are where it leads ("" : to the list of its matter). `rung` is the rung that was climbed, if one
    was; `count` more than one where many of a kind came at once.
    """

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    post = models.IntegerField()
    org = models.IntegerField()
    key = models.CharField(max_length=64)
    matter = models.CharField(max_length=20, choices=[(matter.id, matter.label) for matter in MATTERS.values()])
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=120, default="")
    due_at = models.DateTimeField(null=True)
    rung = models.CharField(max_length=20, default="")
    thing = models.CharField(max_length=20, default="")
    about = models.UUIDField(null=True)
    count = models.IntegerField(default=1)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_latest"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def label(self) -> str:
        """The rung that was climbed, or the matter."""
        return RUNG_LABELS[Rung(self.rung)] if self.rung in set(Rung) else MATTERS[self.matter].label


class Mark(models.Model):
    """How far something has been told: up to which block of the journal, or up to which moment."""

    name = models.CharField(max_length=20, primary_key=True)
    block = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
