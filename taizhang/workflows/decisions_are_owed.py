"""What is decided in a meeting is owed: a decision becomes a duty of the org that it charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.core.calendar import working_calendar
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.core.ladder import instants, parse_ladder
from taizhang.journal.drafts import Draft

LADDER = parse_ladder(["remind@-1d", "supervise@0d", "circulate@3d"])


def order_duties(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    return [_ordered(entry) for entry in entries]


def _ordered(entry: Entry) -> Draft:
    body = entry.body
    due_at = datetime.fromisoformat(body["due_at"])
    rungs = instants(LADDER, entry.happened_at, due_at, working_calendar())
    return Draft(
        id=derived("duty.ordered", entry.id), kind="duty.ordered", about=UUID(body["duty"]), campaign=entry.campaign,
        org=body["org"], actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
        body={
            "title": body["what"], "path": body["path"], "bearer": body["org"], "role": body["role"],
            "due_at": due_at, "rungs": rungs, "by": entry.id, "name": body.get("name", ""),
        },
    )  # fmt: skip
