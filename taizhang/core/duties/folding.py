"""The state of a duty: a pure function of its entries in canonical order.

duty.met       body {by?}: it was done; `happened_at` decides whether in time, whenever the entry arrives
duty.excused   body {reason}: it need not be done
duty.reopened  body {reason}: what was done does not count
duty.lapsed    by the clock: the due time passed
duty.rung      by the clock, body {rung, at}: a rung of the ladder was climbed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ..entry import Entry, SetAside, canonical
from ..ladder import Rungs, highest, next_rung

StateName = Literal["open", "met", "met_late", "lapsed", "excused"]
STATE_LABELS: dict[str, str] = {
    "open": "待办", "met": "已完成", "met_late": "逾期完成", "lapsed": "逾期未完成", "excused": "已免除",
}  # fmt: skip


TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class DutyState:
    """`met_by` is the entry that met it; `rung` the highest rung climbed while it was owed; `next_at` the instant at
    which the clock must look at it again (the next rung or the due time), None when nothing is left to happen."""

    state: StateName = "open"
    met_at: datetime | None = None
    met_by: UUID | None = None
    rung: str | None = None
    next_at: datetime | None = None
    reason: str = ""
    set_aside: tuple[SetAside, ...] = ()

    @property
    def done(self) -> bool:
        return self.state in ("met", "met_late", "excused")


def fold_duty(due_at: datetime, opens_at: datetime, rungs: Rungs, entries: Iterable[Entry]) -> DutyState:
    """The state of a duty that can be met from `opens_at` and is due at `due_at` (inclusive).

    Entries may come in any order and more than once. Those that cannot apply are set aside with their reason.
    """
    state = DutyState()
    climbed: set[str] = set()
    instant_of = dict(rungs)
    owed_again: datetime | None = None
    for entry in _once(entries):
        if entry.kind == "duty.rung":
            rung = str(entry.body.get("rung"))
            # A rung climbed before the plan moved the date is climbed anew when its new moment comes.
            if not state.done and entry.happened_at >= instant_of.get(rung, due_at):
                climbed.add(rung)
            continue
        state = _step(state, entry, opens_at, due_at)
        if entry.kind == "duty.reopened" and not state.done:
            owed_again = entry.happened_at
    # Rungs of one moment may stand in any order.
    return replace(state, rung=highest(climbed), next_at=_next_at(state, due_at, rungs, climbed, owed_again))


def _once(entries: Iterable[Entry]) -> list[Entry]:
    return canonical({entry.id: entry for entry in entries}.values())


def _step(state: DutyState, entry: Entry, opens_at: datetime, due_at: datetime) -> DutyState:
    match entry.kind:
        case "duty.met":
            return _met(state, entry, opens_at, due_at)
        case "duty.excused":
            return _excused(state, entry)
        case "duty.reopened":
            return _reopened(state, entry, due_at)
        case "duty.lapsed":
            # Where it was met in time by an entry that arrived afterwards, the lapse simply no longer holds.
            # Nor does it where the plan has moved the due time since.
            return replace(state, state="lapsed") if state.state == "open" and entry.happened_at >= due_at else state
    return _aside(state, entry, "unknown-kind")


def _excused(state: DutyState, entry: Entry) -> DutyState:
    if state.done:
        return _aside(state, entry, "already-done")
    return replace(state, state="excused", reason=str(entry.body.get("reason", "")))


def _reopened(state: DutyState, entry: Entry, due_at: datetime) -> DutyState:
    if not state.done:
        return _aside(state, entry, "duty-not-done")
    late = entry.happened_at > due_at
    reason = str(entry.body.get("reason", ""))
    return replace(state, state="lapsed" if late else "open", met_at=None, met_by=None, reason=reason)


def _met(state: DutyState, entry: Entry, opens_at: datetime, due_at: datetime) -> DutyState:
    if state.state in ("met", "met_late"):
        return _aside(state, entry, "already-done")
    if entry.happened_at < opens_at:
        return _aside(state, entry, "duty-not-open")
    name: StateName = "met" if entry.happened_at <= due_at else "met_late"
    return replace(state, state=name, met_at=entry.happened_at, met_by=entry.id, reason="")


def _aside(state: DutyState, entry: Entry, refusal: str) -> DutyState:
    return replace(state, set_aside=(*state.set_aside, SetAside(entry.id, refusal)))


def _next_at(
    state: DutyState, due_at: datetime, rungs: Rungs, climbed: set[str], owed_again: datetime | None
) -> datetime | None:
    """What fell due while the duty was done is climbed just after it was given back."""
    if state.done:
        return None
    rung = next_rung(rungs, climbed)
    moment = rung[1] if rung else None
    if moment is not None and owed_again is not None:
        moment = max(moment, owed_again + TICK)
    due = due_at if state.state == "open" else None
    return min((at for at in (due, moment) if at is not None), default=None)
