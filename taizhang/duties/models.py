"""The state of a duty: its rule and window come from the plan or an order, all else from `duty.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField

ORDERED = "ordered"
"""Rule and verb of a duty that no rule of the plan asks for: somebody with the power ordered it (交办)."""


class Duty(models.Model):
    """One owed act. `id` follows from campaign, rule, bearer, subject and period: expanding again finds the same rows.

    `place` is where it counts, `bearer` the org that owes it, `role` who there; at `next_at` the clock looks again.
    """

    STATES = {
        "open": "待办",
        "met": "按期完成",
        "met_late": "逾期完成",
        "lapsed": "逾期未完成",
        "excused": "免办",
    }

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    rule = models.CharField(max_length=64)
    verb = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    place = models.IntegerField()
    path = PathField()
    bearer = models.IntegerField()
    role = models.CharField(max_length=20, default="")
    subject = models.UUIDField(null=True, db_index=True)
    period = models.CharField(max_length=40, default="")
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    phase = models.CharField(max_length=64, default="")
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    rungs = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="open", choices=list(STATES.items()))
    met_at = models.DateTimeField(null=True)
    met_by = models.UUIDField(null=True)
    evidence = models.JSONField(default=dict)
    rung = models.CharField(max_length=20, default="")
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "rule", "path"], name="duty_rule_place"),
            models.Index(fields=["bearer", "state", "due_at"], name="duty_bearer"),
            models.Index(fields=["campaign", "state", "due_at", "id"], name="duty_state_due"),
            models.Index(fields=["campaign", "path", "state"], name="duty_place"),
            models.Index(fields=["verb", "state"], name="duty_verb_state"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def settled(self) -> bool:
        return self.state in {"met", "met_late", "excused"}
