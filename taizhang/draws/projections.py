"""The fold of a draw: announced, drawn with the seed that was committed to, visited one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from taizhang.core.draws import commitment_of
from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Draw


class DrawProjection(Projection[Draw]):
    thing = "draw"
    model = Draw

    def fold(self, about: UUID, entries: Sequence[Entry], before: Draw | None) -> Folded[Draw]:
        row: Draw | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "announced":
                row = _announced(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif refusal := _refusal(row, entry):
                aside.append(SetAside(entry.id, refusal))
            else:
                _APPLY[entry.verb](row, entry)
        return Folded(row, aside)


def _announced(entry: Entry) -> Draw:
    body = {key: value for key, value in entry.body.items() if key not in {"name", "duty"}}
    assert entry.campaign is not None
    assert entry.org is not None
    return Draw(
        id=entry.about, campaign=entry.campaign, org=entry.org, announcement=entry.id, announced_at=entry.happened_at,
        announced_by=str(entry.body.get("name", "")), duty=UUID(entry.body["duty"]) if entry.body.get("duty") else None,
        **body,
    )  # fmt: skip


def _refusal(row: Draw, entry: Entry) -> str:
    if entry.verb == "announced":
        return "already-done"
    if entry.verb == "drawn":
        if row.state != "announced":
            return "already-done"
        return "" if commitment_of(entry.body["seed"]) == row.commitment else "draw-not-fair"
    if entry.verb == "cancelled":
        return "" if row.state in {"announced", "drawn"} else "not-now"
    waiting = [pick for pick in row.picks if pick["subject"] == entry.body["subject"] and not pick["inspection"]]
    return "" if row.state == "drawn" and waiting else "already-done"


def _drawn(row: Draw, entry: Entry) -> None:
    body = entry.body
    row.state, row.drawn_at = "drawn", entry.happened_at
    row.seed, row.block, row.beacon = body["seed"], body["block"], body["beacon"]
    row.picks = [{**pick, "inspection": None, "failed": 0, "visited_at": None} for pick in body["picks"]]


def _visited(row: Draw, entry: Entry) -> None:
    body = entry.body
    found = {"inspection": body["inspection"], "failed": body["failed"], "visited_at": entry.happened_at.isoformat()}
    row.picks = [{**pick, **found} if pick["subject"] == body["subject"] else pick for pick in row.picks]
    row.visited += 1
    row.failed += body["failed"] > 0
    if row.visited == len(row.picks):
        row.state = "done"


def _cancelled(row: Draw, entry: Entry) -> None:
    row.state, row.reason = "cancelled", entry.body["reason"]


_APPLY: dict[str, Callable[[Draw, Entry], None]] = {"drawn": _drawn, "visited": _visited, "cancelled": _cancelled}

register(DrawProjection())
