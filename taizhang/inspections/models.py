"""A field record, as folded from `inspection.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField


class Inspection(models.Model):
    """A checklist filled at a subject. `self_made`: by the subject itself. `failures` as the server computed them.

    `happened_at` is by our clock, `device_time` what the phone's clock showed.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    subject = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField()
    checklist = models.CharField(max_length=64)
    version = models.CharField(max_length=40, default="")
    rule = models.CharField(max_length=64, default="")
    self_made = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    item_photos = models.JSONField(default=dict)
    photos = models.JSONField(default=list)
    voices = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    passed = models.BooleanField(default=True)
    participants = models.CharField(max_length=200, default="")
    signature = models.JSONField(null=True)
    note = models.TextField(default="")
    lat = models.FloatField(null=True)
    lng = models.FloatField(null=True)
    accuracy = models.FloatField(null=True)
    mocked = models.BooleanField(null=True)
    inspector = models.CharField(max_length=60)
    inspector_name = models.CharField(max_length=60, default="")
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    device_time = models.CharField(max_length=40, default="")
    amended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "path", "-happened_at"], name="inspection_place"),
            models.Index(fields=["campaign", "-happened_at", "id"], name="inspection_newest"),
            models.Index(fields=["inspector", "-happened_at"], name="inspection_person"),
        ]

    def __str__(self) -> str:
        return f"{self.checklist} {self.happened_at:%Y-%m-%d}"
