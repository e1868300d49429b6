"""Rehearsals as people watch them. Ordinary tables: nothing that a rehearsal tells is a fact."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from taizhang.orgs.paths import PathField


class Rehearsal(models.Model):
    """One run: what it was asked with, so that it can be told again, how far it is, what it found.

    `draft` or `campaign` is where the plan came from, `pack` where neither. `done` of `total` days. A run that dies
    with its worker is silent since `beat_at`. `outcome` is what `taizhang rehearse --json` prints.
    """

    STATES = {
        "waiting": "排队中",
        "running": "正在推演",
        "done": "已完成",
        "failed": "没有完成",
        "stopped": "已停止",
    }
    RUNNING = ("waiting", "running")

    id = models.UUIDField(primary_key=True, default=uuid4)
    title = models.CharField(max_length=200)
    draft = models.UUIDField(null=True)
    campaign = models.UUIDField(null=True)
    pack = models.CharField(max_length=100, default="")
    plan = models.JSONField()
    ground = models.JSONField()
    seed = models.IntegerField(default=1)
    days = models.IntegerField(null=True)
    path = PathField(db_index=True)
    asked_by = models.CharField(max_length=60)
    asked_name = models.CharField(max_length=60, default="")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="waiting", choices=list(STATES.items()))
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    message = models.TextField(default="")
    outcome = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "beat_at"], name="rehearsal_state")]

    def __str__(self) -> str:
        return f"{self.title} {self.state_label}"

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def running(self) -> bool:
        return self.state in self.RUNNING
