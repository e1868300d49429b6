"""The state of a report: which org owes it for which period, folded from `report.*` entries."""

from __future__ import annotations

from django.db import models

from taizhang.core.measures import plain
from taizhang.orgs.paths import PathField


class Report(models.Model):
    """One report of one org for one period. It has the id of the duty that asks for it, and stands beside it.

    `stop` is its place in the chain, 0 the lowest; `area` the subtree that is counted, `line` the only line counted (""
    is all). What happened after `counted_from` and up to `counted_to` counts: all stops of a chain count to the cut-off
    of the lowest, so that they tie; `cut_off` is the stop's own. `line_org` is the body that receives it, if it is one.

    `figures` (within the window) and `totals` (flows since the campaign began) are those that the person confirmed, and
    from the cut-off on those of the system then; `corrections` {measure: {value, reason, name}} stand beside them.
    `below` is what the stop below had handed in at the cut-off.
    """

    STATES = {
        "open": "待报送",
        "on_time": "按时报送",
        "nil": "零报告",
        "late": "迟报",
        "missing": "未报",
        "returned": "已退回",
        "corrected": "已更正",
    }

    id = models.UUIDField(primary_key=True)
    campaign = models.UUIDField()
    definition = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    stop = models.IntegerField()
    org = models.IntegerField()
    path = PathField()
    area = PathField()
    line = models.CharField(max_length=64, default="")
    line_org = models.IntegerField(null=True)
    period = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    cut_off = models.DateTimeField()
    counted_from = models.DateTimeField()
    counted_to = models.DateTimeField()
    state = models.CharField(max_length=10, default="open", choices=list(STATES.items()))
    nil = models.BooleanField(default=False)
    figures = models.JSONField(default=dict)
    totals = models.JSONField(default=dict)
    corrections = models.JSONField(default=dict)
    confirmed_figures = models.JSONField(default=dict)
    confirmed_by = models.CharField(max_length=60, default="")
    confirmed_name = models.CharField(max_length=60, default="")
    confirmed_at = models.DateTimeField(null=True)
    note = models.TextField(default="")
    return_reason = models.TextField(default="")
    frozen_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)
    records = models.CharField(max_length=64, default="")
    below = models.JSONField(default=list)
    head = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, default="")

    class Meta:
        indexes = [
            models.Index(fields=["campaign", "definition", "stop", "counted_to"], name="report_matrix"),
            models.Index(fields=["campaign", "path", "cut_off"], name="report_place"),
            models.Index(fields=["org", "cut_off"], name="report_org"),
            models.Index(fields=["cut_off"], condition=models.Q(frozen_at=None), name="report_to_freeze"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_label(self) -> str:
        return self.STATES[self.state]

    @property
    def beside_state(self) -> list[str]:
        """What is true of it too: its state never hides that it was late, nil or corrected."""
        late = self.confirmed_at is not None and self.confirmed_at > self.cut_off
        return [
            *(["迟报"] if late and self.state != "late" else []),
            *(["零报告"] if self.nil and self.state not in ("nil", "corrected") else []),
            *(["有更正"] if self.corrections and self.state != "corrected" else []),
        ]

    @property
    def told(self) -> str:
        """Its state and what is true beside it: "按时报送，有更正"."""
        return "，".join([self.state_label, *self.beside_state])

    @property
    def confirmed(self) -> bool:
        """Whether a person stands for it now."""
        return self.confirmed_at is not None and self.state != "returned"

    def reported(self, measure: str) -> float:
        """The figure that goes upward: the corrected one where somebody corrected it."""
        correction = self.corrections.get(measure)
        return plain(correction["value"] if correction else self.figures.get(measure, 0))
