"""The fold of a sitting: what is written once stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Sitting


class SittingProjection(Projection[Sitting]):
    thing = "sitting"
    model = Sitting

    def fold(self, about: UUID, entries: Sequence[Entry], before: Sitting | None) -> Folded[Sitting]:
        first, *more = entries
        return Folded(_sitting(first), [SetAside(entry.id, "already-done") for entry in more])


def _sitting(entry: Entry) -> Sitting:
    assert entry.campaign is not None
    assert entry.org is not None
    assert entry.post is not None
    body = entry.body
    until = body.get("valid_until")
    return Sitting(
        id=entry.about, campaign=entry.campaign, course=body["course"], title=body["title"], post=entry.post,
        org=entry.org, path=body["path"], person=entry.actor, name=body["name"], right=body["right"],
        asked=len(body["answers"]), passed=body["passed"], valid_until=date.fromisoformat(until) if until else None,
        taken_at=entry.happened_at,
    )  # fmt: skip


register(SittingProjection())
