"""An expiry folded from `expiry.*` entries, and on which days the worker looked."""

from __future__ import annotations

from django.db import models

from taizhang.core.plan.retention import WHAT_LABELS
from taizhang.orgs.paths import PathField


class Expiry(models.Model):
    """That the personal data of a thing (`target`) are due to be erased. It holds no word of them.

    `ended_at` is when the thing ended; where it ends again later it is announced again.
    """

    STATES = {"announced": "待抹去", "held": "已暂缓", "erased": "已抹去", "dropped": "不再适用"}

    id = models.UUIDField(primary_key=True)
    what = models.CharField(max_length=20, choices=list(WHAT_LABELS.items()))
    target = models.UUIDField()
    campaign = models.UUIDField()
    rule = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    org = models.IntegerField()
    path = PathField()
    ended_at = models.DateTimeField()
    erase_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=list(STATES.items()))
    reason = models.TextField(default="")
    decided_by = models.CharField(max_length=60, default="")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["state", "erase_at", "id"], name="expiry_due"),
            models.Index(fields=["path", "erase_at"], name="expiry_place"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.get_state_display()}"


class Round(models.Model):
    """A day on which the worker announced and erased; ordinary table. Gaps tell a clock that jumped."""

    day = models.DateField(primary_key=True)

    def __str__(self) -> str:
        return self.day.isoformat()
