"""The fold of a complaint: raised once, answered; a second answer takes the place of the first."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Complaint


class ComplaintProjection(Projection[Complaint]):
    thing = "complaint"
    model = Complaint

    def fold(self, about: UUID, entries: Sequence[Entry], before: Complaint | None) -> Folded[Complaint]:
        row: Complaint | None = None
        aside = []
        for entry in entries:
            if entry.verb == "raised":
                row = row or _raised(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            else:
                row.dropped, row.answer = entry.body["dropped"], entry.body["answer"]
                row.answered_by, row.answered_at = entry.body.get("name", ""), entry.happened_at
        return Folded(row, aside)


def _raised(entry: Entry) -> Complaint:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Complaint(
        id=entry.about, campaign=entry.campaign, rule=body["rule"], title=body["title"], org=entry.org,
        path=body["path"], subject=UUID(body["subject"]) if body.get("subject") else None, reason=body["reason"],
        words=body.get("words", ""), raised_at=entry.happened_at,
    )  # fmt: skip


register(ComplaintProjection())
