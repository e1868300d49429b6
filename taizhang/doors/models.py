"""Keys of other systems, and how often each was used."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Key(models.Model):
    """What lets one other system in. Only its digest is kept; `start` is shown so that people can tell keys apart.

    `org`: an area (its subtree), or a body (its line within its area). `campaigns` and `tables` narrow further, no
    campaign named means all. `personal`: protected values are shown whole. `writes`: it may hand in residents' reports.
    `screen`: it shows the command screen of its one campaign and opens no door; every other key opens no screen.
    """

    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    start = models.CharField(max_length=12)
    org = models.IntegerField()
    campaigns = models.JSONField(default=list)
    tables = models.JSONField(default=list)
    personal = models.BooleanField(default=False)
    writes = models.BooleanField(default=False)
    screen = models.BooleanField(default=False)
    per_minute = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    def valid(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at


class KeyUse(models.Model):
    """How often a key was used at a door on a day: a number, not a record of each request."""

    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    door = models.CharField(max_length=40)
    count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "day", "door"], name="key_use_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.door} {self.count}"
