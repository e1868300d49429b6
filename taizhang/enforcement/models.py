"""A case file under law, folded from `enforcement.*` entries. Amounts are fen."""

from __future__ import annotations

from datetime import date

from django.db import models

from taizhang.core.enforcement import OUTCOMES, STAGE_LABELS, Stage
from taizhang.core.money import yuan
from taizhang.orgs.paths import PathField


class LawFile(models.Model):
    """`reached`: {stage: ISO day on which it was reached}; `due_on` is the last day of the present stage."""

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    case = models.UUIDField(null=True, db_index=True)
    subject = models.UUIDField(null=True, db_index=True)
    org = models.IntegerField()
    path = PathField(db_index=True)
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=100, default="")
    stage = models.CharField(max_length=20, choices=[(one.value, label) for one, label in STAGE_LABELS.items()])
    reached = models.JSONField(default=dict)
    due_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, default="")
    amount = models.BigIntegerField(default=0)
    receiver = models.CharField(max_length=200, default="")
    investigator = models.CharField(max_length=64, default="")
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title

    @property
    def stage_label(self) -> str:
        return Stage(self.stage).label

    @property
    def open(self) -> bool:
        return Stage(self.stage).open

    def late_by(self, today: date) -> int:
        """Days beyond the period of the present stage."""
        return max(0, (today - self.due_on).days) if self.open and self.due_on else 0

    @property
    def outcome_words(self) -> str:
        """What came of it, for whoever sees the case: no more than that."""
        if self.receiver:
            return f"移送{self.receiver}"
        if not self.outcome:
            return ""
        return OUTCOMES[self.outcome] + (f" {yuan(self.amount)}" if self.amount else "")
