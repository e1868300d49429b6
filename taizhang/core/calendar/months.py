"""Stretches of the calendar that reports follow: weeks, ten-day periods (旬), months, quarters."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

_TEN_DAYS = ("上旬", "中旬", "下旬")


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month: "before the end of the month" means by the end of this day."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def ten_day(day: date) -> tuple[date, date, str]:
    """First day, last day and name (上旬, 中旬, 下旬) of the ten-day period that holds `day`."""
    index = min((day.day - 1) // 10, 2)
    first = day.replace(day=index * 10 + 1)
    last = month_end(day) if index == 2 else day.replace(day=index * 10 + 10)
    return first, last, _TEN_DAYS[index]


def quarter(day: date) -> tuple[date, date, int]:
    """First day, last day and number of the quarter that holds `day`."""
    number = (day.month - 1) // 3 + 1
    first = date(day.year, number * 3 - 2, 1)
    return first, month_end(date(day.year, number * 3, 1)), number


def week(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
