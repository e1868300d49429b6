"""The clock: what falls due is written down at the moment it fell due, whenever the worker wakes, once.

The id of such an entry follows from the thing, the rung and the moment; a second worker finds it known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.cases.queries import due_cases
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.ladder import above
from taizhang.duties.models import Duty
from taizhang.duties.queries import due_duties
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.licences.models import Licence
from taizhang.licences.queries import due_licences

from .licences_run_out import licence_steps
from .milestones import reach_milestones
from .prolonging import prolong
from .subjects_put_right import put_right
from .transfers_run_out import run_out

BATCH = 500
Row = TypeVar("Row", Case, Duty, Licence)
Key = tuple[datetime, UUID]
Due = Callable[[datetime, "Key | None", int], Sequence[Row]]


def tick(*, now: datetime) -> int:
    """Write everything that has fallen due; returns the number of entries. The cost follows what falls due."""
    reached = reach_milestones(now=now) + put_right(now=now)  # before the sweep: what was done in time does not lapse
    swept = _sweep(due_licences, licence_steps, now)  # before duties: a reminder is a duty, which may be late already
    swept += _sweep(due_cases, _case_rungs, now) + _sweep(due_duties, _duty_rungs, now)
    return prolong(now=now) + reached + run_out(now=now) + swept


def _sweep(due: Due[Row], drafted: Callable[[Row], list[Draft]], now: datetime) -> int:
    """Again and again from the longest due on, until nothing new is written: one thing may climb several rungs."""
    written = 0
    while fresh := _once_through(due, drafted, now):
        written += fresh
    return written


def _once_through(due: Due[Row], drafted: Callable[[Row], list[Draft]], now: datetime) -> int:
    written = 0
    after: Key | None = None
    while rows := due(now, after, BATCH):
        receipts = append([draft for row in rows for draft in drafted(row)], at=now, strict=False)
        written += sum(receipt.fate is Fate.APPENDED for receipt in receipts)
        last = rows[-1]
        assert last.next_at is not None
        after = last.next_at, last.pk
    return written


def _case_rungs(row: Case) -> list[Draft]:
    assert row.next_at is not None
    body = {"rung": row.next_rung, "at": row.next_at, "due_at": row.due_at, "handler": row.handler}
    return [
        Draft(
            id=derived(row.pk, row.next_rung, row.next_at), kind="case.rung", about=row.pk, campaign=row.campaign,
            org=row.org, actor=CLOCK, happened_at=row.next_at, body=body,
        )
    ]  # fmt: skip


def _duty_rungs(row: Duty) -> list[Draft]:
    """What falls due at this moment: the duty lapses, and the rungs of that moment are climbed."""
    assert row.next_at is not None
    moment = row.next_at
    names = [name for name, at in row.rungs if datetime.fromisoformat(at) <= moment and above(name, row.rung)]
    written = [("rung", name) for name in names]
    if moment >= row.due_at and row.state == "open":
        written.insert(0, ("lapsed", ""))
    return [
        Draft(
            id=derived(row.pk, verb, rung, moment), kind=f"duty.{verb}", about=row.pk, campaign=row.campaign,
            org=row.place, actor=CLOCK, happened_at=moment, body={"rung": rung, "at": moment, "due_at": row.due_at},
        )
        for verb, rung in written
    ]  # fmt: skip
