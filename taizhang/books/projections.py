"""The fold of a line: written once, followed up step by step, corrected, withdrawn, at last without names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.calendar.work import local_day
from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .figures import contribution, in_parts
from .models import BookLine


class BookLineProjection(Projection[BookLine]):
    thing = "book"
    model = BookLine

    def fold(self, about: UUID, entries: Sequence[Entry], before: BookLine | None) -> Folded[BookLine]:
        row: BookLine | None = None
        sums: Sequence[str] = ()
        aside = []
        for entry in entries:
            if entry.verb == "written" and row is None:
                row, sums = _written(entry), entry.body.get("sums", ())
            elif row is None or entry.verb == "written":
                aside.append(SetAside(entry.id, "already-done" if row else "not-begun"))
            elif not _step(row, entry):
                aside.append(SetAside(entry.id, "already-done"))
        if row is not None:
            row.values = {key: value for key, value in row.values.items() if value != ""}
            row.amounts = in_parts(row.values, sums)
            missing = [step for step in row.steps if not step.get("moment")]
            row.open = bool(missing) and row.withdrawn_at is None
            times = [datetime.fromisoformat(step["due_at"]) for step in missing if step.get("due_at")]
            row.next_due = min(times, default=None) if row.open else None
        return Folded(row, aside)

    def contribution(self, row: BookLine) -> Contribution | None:
        return contribution(row)


def _written(entry: Entry) -> BookLine:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return BookLine(
        id=entry.about, campaign=entry.campaign, book=body["book"], org=entry.org, path=body["path"],
        subject=_uuid(body.get("subject")), handler=body.get("handler"), line=body.get("line", ""),
        line_org=body.get("line_org"), day=local_day(entry.happened_at), nothing=bool(body.get("nothing")),
        values=dict(body.get("values", {})), steps=[dict(step) for step in body.get("steps", ())],
        duty=_uuid(body.get("duty")), written_at=entry.happened_at, written_by=body.get("name", ""),
        clear_until=_moment(body.get("clear_until")),
    )  # fmt: skip


def _step(row: BookLine, entry: Entry) -> bool:
    """Apply what happened to the line later; whether it could be applied."""
    body = entry.body
    match entry.verb:
        case "step_taken":
            return row.withdrawn_at is None and _taken(row, body)
        case "corrected":
            row.values = {**row.values, **body["changes"]}
            row.corrections += 1
        case "withdrawn":
            if row.withdrawn_at is not None:
                return False
            row.withdrawn_at, row.reason = entry.happened_at, body["reason"]
        case "erased":
            row.erased_at = entry.happened_at
    return True


def _taken(row: BookLine, body: Mapping[str, Any]) -> bool:
    step = row.step(body["step"])
    if step is None or step.get("moment"):
        return False
    step |= {key: body.get(key) for key in ("moment", "note", "name", "photos") if body.get(key)}
    return True


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


register(BookLineProjection())
