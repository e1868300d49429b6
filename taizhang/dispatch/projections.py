"""The fold of a meeting: opened once, decided while it lasts, closed once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Dispatch

OF_DECISION = ("what", "org", "org_name", "due_at", "duty", "case", "case_title", "name")


class DispatchProjection(Projection[Dispatch]):
    thing = "dispatch"
    model = Dispatch

    def fold(self, about: UUID, entries: Sequence[Entry], before: Dispatch | None) -> Folded[Dispatch]:
        row: Dispatch | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "opened":
                row = _opened(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif row.closed_at or entry.verb == "opened":
                aside.append(SetAside(entry.id, "dispatch-closed" if row.closed_at else "already-done"))
            elif entry.verb == "decided":
                row.decisions.append({name: entry.body.get(name) for name in OF_DECISION})
            else:
                _close(row, entry)
        return Folded(row, aside)


def _opened(entry: Entry) -> Dispatch:
    assert entry.campaign is not None
    assert entry.org is not None
    return Dispatch(
        id=entry.about, campaign=entry.campaign, org=entry.org, path=entry.body["path"],
        day=date.fromisoformat(entry.body["day"]), opened_at=entry.happened_at, opened_by=entry.body.get("name", ""),
    )  # fmt: skip


def _close(row: Dispatch, entry: Entry) -> None:
    row.closed_at, row.agenda = entry.happened_at, entry.body["agenda"]
    for name in ("chair", "attendees", "note"):
        setattr(row, name, entry.body.get(name, ""))


register(DispatchProjection())
