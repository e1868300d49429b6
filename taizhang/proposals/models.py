"""The state of a proposal, folded from `proposal.*` entries."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from taizhang.core.ladder import RUNG_LABELS, Rung
from taizhang.orgs.paths import PathField

STATE_LABELS = {
    "open": "待决定", "approved": "已同意，待办理", "declined": "不予采纳", "done": "已办理", "withdrawn": "已撤回",
}  # fmt: skip
WHAT_LABELS = {
    "interview": RUNG_LABELS[Rung.INTERVIEW],
    "account": RUNG_LABELS[Rung.ACCOUNT],
    "flag": "按评比结果处理",
}


class Proposal(models.Model):
    """To interview an org or a subject, or to hold it to account, with all the grounds that came up within a week.

    `what` is the rung, or a flag of a ranking; `org` and `path` are whom it concerns, `subject` where it is a unit of
    the register. Where the plan names who decides it is the post with `role` at `decider`.
    `grounds`: [{thing, about, title, due_at, at}].
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    what = models.CharField(max_length=20)
    org = models.IntegerField()
    path = PathField(db_index=True)
    subject = models.UUIDField(null=True)
    grounds = models.JSONField(default=list)
    role = models.CharField(max_length=20, default="")
    decider = models.IntegerField(null=True)
    harsh = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=list(STATE_LABELS.items()))
    raised_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="")
    reason = models.CharField(max_length=2000, default="")
    result = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["campaign", "state", "org"])]

    def __str__(self) -> str:
        return f"建议{self.what_label}"

    @property
    def what_label(self) -> str:
        return WHAT_LABELS[self.what]

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.state]
