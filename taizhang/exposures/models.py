"""The state of an exposure, folded from `exposure.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.orgs.paths import PathField

NAMING, CREDIT = "naming", "credit"
KINDS = {NAMING: "点名公开", CREDIT: "失信惩戒"}

STATE_LABELS = {
    NAMING: {
        "proposed": "待批准", "approved": "已批准公开", "declined": "不予公开", "appealed": "有异议", "ended": "已撤下",
    },
    CREDIT: {
        "proposed": "待批准", "approved": "实施中", "declined": "不予实施", "appealed": "已申诉", "ended": "已解除",
    },
}  # fmt: skip
STATES = list(STATE_LABELS[NAMING])


class Exposure(models.Model):
    """`law` and `clause` are the legal ground, `until` the last day. `board` says where somebody is named in public, or
    what a credit consequence consists of; `appeal` is what the named say against it, `answer` what was decided on that.
    """

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField(db_index=True)
    subject = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()), default=NAMING)
    org = models.IntegerField()
    path = PathField(db_index=True)
    facts = models.CharField(max_length=1000)
    law = models.CharField(max_length=200)
    clause = models.CharField(max_length=100)
    board = models.CharField(max_length=100)
    until = models.DateField()
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES])
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=60)
    proposer = models.CharField(max_length=60)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, default="")
    reason = models.CharField(max_length=1000, default="")
    appeal = models.CharField(max_length=1000, default="")
    appealed_at = models.DateTimeField(null=True)
    appealed_by = models.CharField(max_length=60, default="")
    answer = models.CharField(max_length=1000, default="")

    def __str__(self) -> str:
        return self.facts

    @property
    def state_label(self) -> str:
        return STATE_LABELS[self.kind][self.state]

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind]
