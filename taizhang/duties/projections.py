"""The fold of a duty into its row, and what the row adds to the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from datetime import datetime
from uuid import UUID

from taizhang.core.duties import fold_duty
from taizhang.core.entry import CLOCK, Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .figures import contribution
from .making import all_duties
from .models import ORDERED, Duty


class DutyProjection(Projection[Duty]):
    """Rule and window stand in the row since the duty was made, or in its order; entries decide the rest."""

    thing = "duty"
    model = Duty
    made_otherwise = True

    def fold(self, about: UUID, entries: Sequence[Entry], before: Duty | None) -> Folded[Duty]:
        order = next((entry for entry in entries if entry.verb == ORDERED), None)
        begun = _ordered(order) if order else before
        if begun is None:
            return Folded(None, [SetAside(entry.id, "not-begun") for entry in entries if _by_person(entry)])
        rungs = tuple((name, datetime.fromisoformat(moment)) for name, moment in begun.rungs)
        done = [entry for entry in entries if entry.verb != ORDERED]
        state = fold_duty(begun.due_at, begun.opens_at, rungs, done)
        row = copy(begun)
        row.state = state.state
        row.met_at = state.met_at
        row.met_by = state.met_by
        row.rung = state.rung or ""
        row.next_at = state.next_at
        row.evidence = _evidence(entries, state.met_by)
        by_people = {entry.id for entry in entries if _by_person(entry)}
        return Folded(row, [item for item in state.set_aside if item.entry in by_people])

    def contribution(self, row: Duty) -> Contribution:
        return contribution(row)

    def made(self, at: datetime) -> Iterator[Duty]:
        return all_duties()


def _ordered(order: Entry) -> Duty:
    body = order.body
    assert order.campaign is not None
    assert order.org is not None
    return Duty(
        id=order.about, campaign=order.campaign, rule=ORDERED, verb=ORDERED, title=body["title"], place=order.org,
        path=body["path"], bearer=body["bearer"], role=body["role"], opens_at=order.happened_at,
        subject=UUID(body["subject"]) if body.get("subject") else None, due_at=datetime.fromisoformat(body["due_at"]),
        rungs=[list(rung) for rung in body.get("rungs", ())],
    )  # fmt: skip


def _by_person(entry: Entry) -> bool:
    """Not the clock's nor a reaction's: where two inspections meet one duty, the second is no matter for a person."""
    return entry.actor != CLOCK and not entry.body.get("by")


def _evidence(entries: Sequence[Entry], met_by: UUID | None) -> dict[str, object]:
    """What the entry that met the duty brought."""
    return next((dict(entry.body) for entry in entries if entry.id == met_by), {})


register(DutyProjection())
