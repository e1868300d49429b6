"""What is decided in a meeting, or urged in a look back at a place, becomes a duty of the org that it charges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.calendar import working_calendar
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.core.ladder import instants, parse_ladder
from taizhang.core.roles import Role
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

LADDER = parse_ladder(["remind@-1d", "supervise@0d", "circulate@3d"])

ANSWERS_FOR = {"village": Role.CLERK, "grid": Role.GRID_WORKER}
"""Which post of a place answers for it; higher up it is the office."""


@dataclass(frozen=True, slots=True)
class _Charge:
    """What is owed, by which post of which org, and until when."""

    duty: UUID
    title: str
    bearer: int
    path: str
    role: str
    due_at: datetime


def order_duties(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    return [_ordered(entry, _decided(entry.body)) for entry in entries]


def order_what_is_urged(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    urging = [entry for entry in entries if entry.body.get("urged")]
    places = {row.number: row for row in Org.objects.filter(number__in={entry.org for entry in urging if entry.org})}
    return [_ordered(entry, _urged(entry, places[entry.org])) for entry in urging if entry.org in places]


def _decided(body: Mapping[str, Any]) -> _Charge:
    due_at = datetime.fromisoformat(body["due_at"])
    return _Charge(UUID(body["duty"]), body["what"], body["org"], body["path"], body["role"], due_at)


def _urged(entry: Entry, place: Org) -> _Charge:
    role, due_at = ANSWERS_FOR.get(place.level, Role.OFFICE), datetime.fromisoformat(entry.body["urged_by"])
    return _Charge(derived("urged", entry.id), entry.body["urged"], place.number, place.path, role, due_at)


def _ordered(entry: Entry, charge: _Charge) -> Draft:
    rungs = instants(LADDER, entry.happened_at, charge.due_at, working_calendar())
    return Draft(
        id=derived("duty.ordered", entry.id), kind="duty.ordered", about=charge.duty, campaign=entry.campaign,
        org=charge.bearer, actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
        body={
            "title": charge.title, "path": charge.path, "bearer": charge.bearer, "role": charge.role,
            "due_at": charge.due_at, "rungs": rungs, "by": entry.id, "name": entry.body.get("name", ""),
        },
    )  # fmt: skip
