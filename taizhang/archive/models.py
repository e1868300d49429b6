"""Long work of the archive as people watch it: bundles being made, checks being run."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models

from taizhang.orgs.paths import PathField


class ArchiveJob(models.Model):
    """One run: asked for by a person, done in the background, left and found again. What it made is an entry.

    `campaign` is empty for a check of the whole installation; `bundle` is the run whose bundle is verified. `done` of
    `total` steps; `stage` says in words which. A run that dies with its worker is silent since `beat_at`.
    """

    KINDS = {"bundle": "生成归档包", "verify": "核验归档包", "check": "核验流水"}
    STATES = {"waiting": "排队中", "running": "进行中", "done": "已完成", "failed": "没有完成"}
    RUNNING = ("waiting", "running")

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    campaign = models.UUIDField(null=True)
    bundle = models.UUIDField(null=True)
    path = PathField(db_index=True)
    asked_by = models.CharField(max_length=60)
    asked_name = models.CharField(max_length=60, default="")
    post = models.IntegerField(null=True)
    asked_at = models.DateTimeField()
    options = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", choices=list(STATES.items()))
    stage = models.CharField(max_length=200, default="")
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=200, default="")
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, default="")
    head = models.CharField(max_length=64, default="")
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "campaign", "-asked_at"], name="archive_job_newest"),
            models.Index(fields=["state", "beat_at"], name="archive_job_state"),
        ]

    def __str__(self) -> str:
        return f"{self.KINDS[self.kind]} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def label(self) -> str:
        return self.KINDS[self.kind]

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def target(self) -> Path:
        """Where the bundle lies."""
        return Path(settings.HOME) / "bundles" / str(self.pk) / self.file
