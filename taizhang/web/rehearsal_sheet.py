"""What a rehearsal found, as its page shows it: where the plan breaks, the load of each post, day after day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

HEIGHT = 60
"""Of the chart of days, in its own units; a day is `WIDTH` wide."""
WIDTH = 6
COUNTED = ("due", "met", "met_late", "lapsed", "escalated")


@dataclass(frozen=True, slots=True)
class DayBar:
    """One day on the chart: what fell due (grey), and of it what was not done (red)."""

    date: date
    x: int
    due_y: float
    due: float
    lapsed_y: float
    lapsed: float
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the rehearsal, in sums; `open` and `overdue` are of its last day."""

    first: date
    last: date
    phase: str
    due: int
    met: int
    met_late: int
    lapsed: int
    escalated: int
    filed: int
    struck: int
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One day: what happened, and its neighbours."""

    at: date
    phase: str
    figures: Mapping[str, Any]
    rules: Sequence[Mapping[str, Any]]
    before: date | None
    after: date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole page."""

    found: Mapping[str, Any]
    bars: list[DayBar]
    weeks: list[Week]
    shown: Shown
    subjects: int

    @property
    def width(self) -> int:
        return len(self.bars) * WIDTH

    @property
    def kept(self) -> int:
        """How many of the promises held."""
        return sum(one["holds"] for one in self.found["invariants"])

    @property
    def lapsed(self) -> int:
        return sum(week.lapsed for week in self.weeks)

    @property
    def due(self) -> int:
        return sum(week.due for week in self.weeks)


def sheet_of(found: Mapping[str, Any], day: str) -> Sheet:
    """The page, opened on a day; on the one with the most left undone where none or another is asked for."""
    days = found["days"]
    counted = [_sums(one) for one in days]
    chosen = next((number for number, one in enumerate(days) if one["date"] == day), None)
    if chosen is None:
        chosen = max(range(len(days)), key=lambda number: (counted[number]["lapsed"], counted[number]["due"], -number))
    return Sheet(
        found=found,
        bars=_bars(days, counted),
        weeks=_weeks(days, counted),
        shown=_shown(days, chosen),
        subjects=sum(found["subjects"].values()),
    )


def _sums(day: Mapping[str, Any]) -> dict[str, int]:
    return {name: sum(rule[name] for rule in day["rules"]) for name in COUNTED}


def _bars(days: Sequence[Mapping[str, Any]], counted: Sequence[Mapping[str, int]]) -> list[DayBar]:
    most = max((one["due"] for one in counted), default=0) or 1
    bars = []
    for number, (day, sums) in enumerate(zip(days, counted, strict=True)):
        due, lapsed = (round(HEIGHT * sums[name] / most, 2) for name in ("due", "lapsed"))
        at = date.fromisoformat(day["date"])
        words = f"{at.month}月{at.day}日：到期 {sums['due']}，逾期 {sums['lapsed']}"
        bars.append(DayBar(at, number * WIDTH, HEIGHT - due, due, HEIGHT - lapsed, lapsed, words))
    return bars


def _weeks(days: Sequence[Mapping[str, Any]], counted: Sequence[Mapping[str, int]]) -> list[Week]:
    weeks = []
    both = zip(days, counted, strict=True)
    for _, held in groupby(both, key=lambda one: date.fromisoformat(one[0]["date"]).isocalendar()[:2]):
        own = list(held)
        first, last = own[0][0], own[-1][0]
        sums = {name: sum(one[name] for _, one in own) for name in COUNTED}
        flows = {name: sum(day[name] for day, _ in own) for name in ("filed", "struck")}
        stocks = {name: last[name] for name in ("open", "overdue")}
        span = {name: date.fromisoformat(one["date"]) for name, one in (("first", first), ("last", last))}
        phase = {"phase": last["phase"] or first["phase"]}
        weeks.append(Week(**{**span, **phase, **sums, **flows, **stocks}))
    return weeks


def _shown(days: Sequence[Mapping[str, Any]], number: int) -> Shown:
    day = days[number]
    at = date.fromisoformat(day["date"])
    return Shown(
        at=at,
        phase=day["phase"],
        figures=day,
        rules=day["rules"],
        before=at - timedelta(days=1) if number else None,
        after=at + timedelta(days=1) if number + 1 < len(days) else None,
    )
