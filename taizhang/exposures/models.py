"""The state of an exposure, folded from `exposure.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField

STATE_LABELS = {"proposed": "待批准", "approved": "已批准公开", "declined": "不予公开", "ended": "已撤下"}


class Exposure(models.Model):
    """`law` and `clause` are the legal ground, `board` where it is shown, `until` the last day on which it is."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    facts = models.CharField(max_length=1000)
    law = models.CharField(max_length=200)
    clause = models.CharField(max_length=100)
    board = models.CharField(max_length=100)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=list(STATE_LABELS.items()))
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    proposer = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="")
    reason = models.CharField(max_length=1000, default="")

    def __str__(self) -> str:
        return self.facts

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]
