"""The periods of a rating: whole weeks, months or quarters, cut to the days of the campaign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from .calendar.months import month_end, month_start, quarter, week


class RatingPeriod(NamedTuple):
    """First to last day. `label` names it for good, `title` is for people."""

    label: str
    title: str
    first: date
    last: date


def rating_periods(every: str, first: date, last: date) -> Iterator[RatingPeriod]:
    """The periods from the first day of a campaign to its last."""
    day = first
    while day <= last:
        label, title, until = _PERIODS[every](day)
        until = min(until, last)
        yield RatingPeriod(label, title or f"{_day(day)}至{_day(until)}", day, until)
        day = until + timedelta(days=1)


def _week(day: date) -> tuple[str, str, date]:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}", "", week(day)[1]


def _month(day: date) -> tuple[str, str, date]:
    return f"{month_start(day):%Y-%m}", f"{day.year}年{day.month}月", month_end(day)


def _quarter(day: date) -> tuple[str, str, date]:
    _, last, number = quarter(day)
    return f"{day.year}-Q{number}", f"{day.year}年第{number}季度", last


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


_PERIODS = {"weekly": _week, "monthly": _month, "quarterly": _quarter}
