"""Where a case stands: everything that follows from its entries, and which rung of the ladder comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from taizhang.core.entry import Entry

from .steps import WAITING_FOR_RECTIFICATION, State

OVERDUE = "overdue"
"""The rung that is no rung: the moment at which the period ends."""

TICK = timedelta(microseconds=1)
"""A rung that was due before its period began to run (work returned late) is climbed just after the beginning."""

FIVE = ("responsible", "measures", "money", "emergency")
"""五落实 of a major hazard, beside the time limit that every case has."""


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder: climbed when the case is still not rectified `after` its due moment (negative: before)."""

    name: str
    after: timedelta


@lru_cache(maxsize=1000)
def _ladder(written: tuple[tuple[str, float], ...]) -> tuple[Rung, ...]:
    """The same few come again and again: those of a plan's categories."""
    return (Rung(OVERDUE, timedelta()), *(Rung(name, timedelta(seconds=seconds)) for name, seconds in written))


@dataclass(frozen=True, slots=True)
class CaseState:
    """Everything that follows from a case's entries. Moments are aware.

    `due_at` is the end of the period, which runs since `running_since`; `step_due_at` is by when the present step is
    due where that is not the rectification itself. `doers` names who took each step that still holds.
    """

    filing: Entry
    state: State
    due_at: datetime | None
    running_since: datetime
    step_due_at: datetime | None = None
    handler: int | None = None
    joint: tuple[int, ...] = ()
    plan: Mapping[str, Any] = field(default_factory=dict)
    doers: Mapping[str, str] = field(default_factory=dict)
    pending_extension: Mapping[str, Any] | None = None
    extensions: int = 0
    returns: int = 0
    reopenings: int = 0
    transfers: int = 0
    supervision: tuple[Mapping[str, Any], ...] = ()
    rung: str = ""
    rung_at: datetime | None = None
    rungs_climbed: tuple[str, ...] = ()
    entered_at: datetime | None = None
    rectified_at: datetime | None = None
    closed_at: datetime | None = None
    on_spot: bool = False

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The ladder, and before it the plain fact that the period has run out."""
        return _ladder(tuple((name, seconds) for name, seconds in self.filing.body.get("rungs", ())))

    @property
    def terms(self) -> Mapping[str, Any]:
        """What the plan said of such a case when it was filed."""
        return self.filing.body.get("terms") or {}

    @property
    def next_rung(self) -> tuple[str, datetime] | None:
        """The next rung to climb and its moment, while the rectification period runs."""
        first: tuple[str, datetime] | None = None
        for rung in self.rungs:
            moment = self.moment_of(rung)
            if moment is not None and (first is None or moment < first[1]):
                first = rung.name, moment
        return first

    def moment_of(self, rung: Rung) -> datetime | None:
        """When the rung is climbed if nothing happens before; None where it no longer is."""
        if self.due_at is None or self.state not in WAITING_FOR_RECTIFICATION or rung.name in self.rungs_climbed:
            return None
        moment = self.due_at + rung.after
        if moment > self.running_since:
            return moment
        return None if rung.after < timedelta() else self.running_since + TICK

    @property
    def overdue(self) -> bool:
        """Whether the clock has recorded that the running period is over."""
        return self.state in WAITING_FOR_RECTIFICATION and OVERDUE in self.rungs_climbed
