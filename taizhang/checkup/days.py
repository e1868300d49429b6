"""Days as a reading gives them: with the year, or without where the text leaves it open."""

from __future__ import annotations

from datetime import date

from taizhang.reading.model import IsoDay


def as_date(day: IsoDay | None) -> date | None:
    """The day as a date; None where there is none, its year is open, or it is none of the calendar."""
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        return None


def comparable(one: IsoDay, other: IsoDay) -> tuple[date, date] | None:
    """Two days to compare; None where only one of them has its year, or one is impossible."""
    if one.startswith("--") != other.startswith("--"):
        return None
    first, second = (as_date(day.replace("--", "2024-", 1)) for day in (one, other))
    return (first, second) if first and second else None


def spoken(day: IsoDay) -> str:
    """2026年4月20日, or 4月20日 where the year is open."""
    year, month, number = day.replace("--", "-", 1).rsplit("-", 2)
    return f"{year + '年' if year else ''}{int(month)}月{int(number)}日"
