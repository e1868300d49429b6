"""Milestones (时间节点): so many, or such a share, by a day; how fast it goes, and when it will be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from math import ceil

from .plan.rules import Reach

_DAY = timedelta(days=1)
PACE_DAYS = 7
"""A forecast goes on at the average of so many last days, today included."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What is done and what is wanted, in the unit of the measure."""

    done: float
    wanted: float

    @property
    def reached(self) -> bool:
        return self.done >= self.wanted

    @property
    def missing(self) -> int:
        return max(0, ceil(self.wanted - self.done))


def amount(reach: Reach, figures: Mapping[str, float]) -> Amount | None:
    """Where a milestone stands; None where its number is open, or the whole of a share is still nothing."""
    if reach.at_least is None:
        return None
    done = figures.get(reach.measure, 0.0)
    if reach.of is None:
        return Amount(done, reach.at_least)
    whole = figures.get(reach.of, 0.0)
    return Amount(done, ceil(reach.at_least * whole - 1e-9)) if whole else None


@dataclass(frozen=True, slots=True)
class BurnDown:
    """Day by day what is left (`left`, up to today), and what may be left if every milestone is kept (`allowed`)."""

    days: tuple[date, ...]
    left: tuple[float, ...]
    allowed: tuple[float, ...]


def burn_down(
    total: float, done_on: Mapping[date, float], steps: Sequence[tuple[date, float]], start: date, today: date
) -> BurnDown:
    """From `start` to the last step (or today, where that is later). `steps` are (day, done by then), by day.

    Between two milestones the line of what may be left falls evenly. What was done before `start` counts on `start`.
    """
    last = max([day for day, _ in steps] + [today, start])
    days = tuple(start + _DAY * number for number in range((last - start).days + 1))
    before = sum(amount for day, amount in done_on.items() if day < start)
    daily = [done_on.get(day, 0) for day in days if day <= today]
    done = [before + so_far for so_far in accumulate(daily)]
    left = tuple(max(0.0, total - so_far) for so_far in done)
    return BurnDown(days, left, tuple(_allowed(total, steps, start, day) for day in days))


def _allowed(total: float, steps: Sequence[tuple[date, float]], start: date, day: date) -> float:
    earlier, wanted = start, 0.0
    for due, number in steps:
        if day <= due:
            span = (due - earlier).days
            share = (day - earlier).days / span if span else 1.0
            return round(max(0.0, total - (wanted + (number - wanted) * share)), 2)
        earlier, wanted = due, number
    return max(0.0, total - wanted)


def forecast(missing: float, done_on: Mapping[date, float], today: date) -> date | None:
    """The day on which the missing rest is done at the pace of the last days; None where nothing moves."""
    if missing <= 0:
        return today
    recent = sum(amount for day, amount in done_on.items() if today - _DAY * PACE_DAYS < day <= today)
    if recent <= 0:
        return None
    return today + _DAY * ceil(missing * PACE_DAYS / recent)
