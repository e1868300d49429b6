"""The fold of a hazard: the last assessment stands; ended once, it can be found again by assessing it anew."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .events import graded, points_of
from .models import Risk


class RiskProjection(Projection[Risk]):
    thing = "risk"
    model = Risk

    def fold(self, about: UUID, entries: Sequence[Entry], before: Risk | None) -> Folded[Risk]:
        row: Risk | None = None
        aside = []
        for entry in entries:
            if entry.verb == "assessed":
                row = _assessed(entry, row)
            elif row is None or row.ended_at:
                aside.append(SetAside(entry.id, "already-done" if row else "not-begun"))
            else:
                row.ended_at, row.reason = entry.happened_at, entry.body["reason"]
        return Folded(row, aside)


def _assessed(entry: Entry, before: Risk | None) -> Risk:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    score, colour = graded(body)
    return Risk(
        id=entry.about, campaign=entry.campaign, subject=UUID(body["subject"]), org=entry.org, path=body["path"],
        line=body.get("line", ""), line_org=body.get("line_org"), name=body["name"],
        method=body.get("method", "matrix"), **points_of(body), score=score, colour=colour.value,
        measures=body["measures"], person=body["person"], assessments=before.assessments + 1 if before else 1,
        assessed_at=entry.happened_at, assessed_by=body.get("by", ""),
    )  # fmt: skip


register(RiskProjection())
