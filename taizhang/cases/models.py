"""The state of a case, folded from `case.*` entries."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from taizhang.core.cases.steps import WAITING_FOR_RECTIFICATION, State
from taizhang.orgs.paths import PathField

HANDLED = models.Q(handler__isnull=False)
ABOUT_SOMETHING = models.Q(subject__isnull=False)
"""Where most cases are about a place and no subject, an index over all of them is one that no database would use."""

DATED = models.Q(due_at__isnull=False)
"""A list by the end of the period is read in two parts, those without one last (access.paging)."""
IS_OPEN = models.Q(open=True)

RARE = {
    "overdue": models.Q(overdue=True),
    "supervised": models.Q(supervised=True),
    "to_supervise": models.Q(to_supervise=True),
    "relapsed": models.Q(relapsed=True),
    "asks_more_time": models.Q(open=True, pending_extension__isnull=False),
    "reminded": models.Q(rung_at__isnull=False),
}
"""What the ledger narrows by and few cases are: found without reading the rest, at no cost to the rest."""


class Case(models.Model):
    """One problem on its way round the loop.

    `number` is what people say and print. `org` is the place, `handler` who has to rectify, `line_org` the bureau
    that leads the category's line. `overdue` is set by the clock, never computed from the present moment. `due_at` is
    the end of the rectification period, `step_due_at` by when the present step is due where it is another. `doers`
    names who took each step that still holds; `terms` is what the plan said of such a case (events.Terms).
    """

    id = models.UUIDField(primary_key=True)
    number = models.CharField(max_length=20)
    campaign = models.UUIDField()
    subject = models.UUIDField(null=True)
    org = models.IntegerField()
    path = PathField()
    category = models.CharField(max_length=64)
    severity = models.CharField(max_length=20)
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    phase = models.CharField(max_length=64, default="")
    title = models.CharField(max_length=200)
    description = models.TextField(default="")
    photos = models.JSONField(default=list)
    inspection = models.UUIDField(null=True, db_index=True)
    found_by = models.CharField(max_length=60)
    found_by_name = models.CharField(max_length=60, default="")
    state = models.CharField(max_length=20, choices=[(state.value, state.label) for state in State])
    open = models.BooleanField(default=True)
    overdue = models.BooleanField(default=False)
    supervised = models.BooleanField(default=False)
    supervision = models.JSONField(default=list)
    to_supervise = models.BooleanField(default=False)
    evidence = models.BooleanField(default=True)
    terms = models.JSONField(default=dict)
    doers = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    step_due_at = models.DateTimeField(null=True)
    handler = models.IntegerField(null=True)
    joint = models.JSONField(default=list)
    measures = models.JSONField(default=dict)
    pending_extension = models.JSONField(null=True)
    extensions = models.IntegerField(default=0)
    returns = models.IntegerField(default=0)
    reopenings = models.IntegerField(default=0)
    transfers = models.IntegerField(default=0)
    rung = models.CharField(max_length=20, default="")
    rung_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)
    next_rung = models.CharField(max_length=20, default="")
    on_spot = models.BooleanField(default=False)
    relapsed = models.BooleanField(default=False)
    relapse_of = models.UUIDField(null=True)
    filed_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    rectified_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "path", "filed_at", "id"], name="case_of_place"),
            models.Index(fields=["campaign", "filed_at", "id"], name="case_latest"),
            models.Index(fields=["campaign", "category", "filed_at", "id"], name="case_of_category"),
            models.Index(fields=["campaign", "severity", "filed_at", "id"], name="case_of_severity"),
            models.Index(fields=["campaign", "state", "filed_at", "id"], name="case_of_state"),
            models.Index(fields=["campaign", "number"], name="case_number"),
            models.Index(fields=["handler", "state", "due_at"], name="case_of_handler", condition=HANDLED),
            models.Index(fields=["subject"], name="case_of_subject", condition=ABOUT_SOMETHING),
            *(
                models.Index(fields=["campaign", "filed_at", "id"], name=f"case_{name}", condition=rare)
                for name, rare in RARE.items()
            ),
            models.Index(fields=["campaign", "due_at", "id"], name="case_due", condition=DATED),
            models.Index(fields=["campaign", "due_at", "id"], name="case_open_due", condition=DATED & IS_OPEN),
            models.Index(fields=["campaign", "id"], name="case_undated", condition=models.Q(due_at__isnull=True)),
            models.Index(fields=["path", "-rung_at"], name="case_urged", condition=models.Q(rung_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state_label(self) -> str:
        return State(self.state).label

    @property
    def runs(self) -> bool:
        """Whether the rectification period runs."""
        return self.state in WAITING_FOR_RECTIFICATION

    @property
    def now_due_at(self) -> datetime | None:
        """By when the present step is due: the rectification, or what the plan allows for the next."""
        return (self.due_at if self.state == State.ASSIGNED else self.step_due_at) if self.open else None


class JointOrg(models.Model):
    """That an org handles a case together with its handler (会办); kept in step with `Case.joint`."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="joint_orgs", db_constraint=False)
    org = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org", "case"], name="joint_org_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.org}"
