"""The fold of a case file: each step only from its own stage, each stage with its statutory end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from taizhang.core.calendar import working_calendar
from taizhang.core.calendar.work import local_day
from taizhang.core.enforcement import STEPS, Stage, due_on
from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import LawFile


class LawFileProjection(Projection[LawFile]):
    thing = "enforcement"
    model = LawFile

    def fold(self, about: UUID, entries: Sequence[Entry], before: LawFile | None) -> Folded[LawFile]:
        row: LawFile | None = None
        aside = []
        for entry in entries:
            if entry.verb == "opened" and row is None:
                row = _opened(entry)
            elif row is None or entry.verb == "opened":
                aside.append(SetAside(entry.id, "already-done" if row else "not-begun"))
            elif Stage(row.stage) not in STEPS[entry.verb].frm:
                aside.append(SetAside(entry.id, "step-out-of-order"))
            else:
                _take(row, entry)
        return Folded(row, aside)

    def contribution(self, row: LawFile) -> Contribution:
        return Contribution(row.campaign, row.path, row.line, {(f"enforcement.{row.stage}", ""): 1})


def _opened(entry: Entry) -> LawFile:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    row = LawFile(
        id=entry.about, campaign=entry.campaign, case=_uuid(body.get("case")), subject=_uuid(body.get("subject")),
        org=entry.org, path=body["path"], line=body.get("line", ""), line_org=body.get("line_org"),
        title=body["title"], stage=Stage.CLUE.value, reached={}, opened_at=entry.happened_at,
    )  # fmt: skip
    _reach(row, Stage.CLUE, entry)
    return row


def _take(row: LawFile, entry: Entry) -> None:
    body = entry.body
    row.number = body.get("number") or row.number
    if entry.verb == "investigated":
        row.investigator = entry.actor
    row.outcome, row.amount = body.get("outcome", row.outcome), body.get("amount", row.amount)
    row.receiver = body.get("receiver", row.receiver)
    _reach(row, STEPS[entry.verb].to, entry)


def _reach(row: LawFile, stage: Stage, entry: Entry) -> None:
    row.stage = stage.value
    row.reached = {**row.reached, stage.value: local_day(entry.happened_at).isoformat()}
    days = {name: date.fromisoformat(day) for name, day in row.reached.items()}
    row.due_on = due_on(stage, days, working_calendar())


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


register(LawFileProjection())
