"""When something is owed: rhythms, cut-offs and days as a text words them, in the words of the plan language."""

from __future__ import annotations

import re
from typing import Any

MASK = re.compile(r"[xX×＊*]+\s*(?:年|月|日|号|[:：]|时|点)")
"""A day or a time of day that the text hides."""

FULL = re.compile(r"\d{4}-\d{2}-\d{2}")
_EVERY = {
    "once": "once", "daily": "daily", "twice-daily": "twice-daily", "weekly": "weekly", "monthly": "monthly",
    "quarterly": "quarterly", "phase": "per-phase",
}  # fmt: skip
_CLOCK = re.compile(
    r"(凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?\s*(?:([0-2]?\d)\s*(?:[:：]\s*([0-5]\d)|[时点]\s*(?:([0-5]?\d)\s*分|(半))?)"
    r"|([xX×]+)\s*(?:[:：]\s*[xX×\d]+|[时点]))"
)
_WEEKDAYS = dict(zip("一二三四五六日天", ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"], strict=True))
_AFTERNOON = {"下午", "傍晚", "晚上", "晚"}

When = dict[str, Any]


def clocks(text: str) -> list[str | None]:
    """The times of day in a text, in order; None for one that is hidden ("x:xx")."""
    return [_clock(match) for match in _CLOCK.finditer(text)]


def _clock(match: re.Match[str]) -> str | None:
    part, hour, colon, minutes, half, _ = match.groups()
    if hour is None:
        return None
    number = int(hour)
    if part in _AFTERNOON and number < 12:
        number += 12
    if number > 23:
        return "23:59"
    return f"{number:02}:{30 if half else int(colon or minutes or 0):02}"


def rhythm(frequency: str, words: str) -> tuple[When, list[str | None], dict[str, str]]:
    """(`every` and `on`, cut-offs, questions) of a report or duty, from its frequency and the words of its rhythm."""
    every = _EVERY.get(frequency)
    if every is None:
        return {"every": "once"}, [], {"every": "多久报送一次？"}
    when: When = {"every": every}
    at = clocks(words)
    if every == "twice-daily":
        return when, _in_order([*at, None, None][:2]), {}
    if every == "daily":
        return when, at[:1] or [None], {}
    when |= _due_day(every, words)
    return when, at[:1], {}


def _in_order(at: list[str | None]) -> list[str | None]:
    known = [time for time in at if time]
    return at if known == sorted(set(known)) else [None, None]


def _due_day(every: str, words: str) -> When:
    if every == "weekly" and (match := re.search(r"(?:周|星期|礼拜)([一二三四五六日天])", words)):
        return {"on": _WEEKDAYS[match[1]]}
    if every in ("monthly", "quarterly"):
        if re.search(r"月底|月末|季末|季度末|最后一天", words):
            return {"on": "last"}
        if match := re.search(r"次月(\d{1,2})[日号]", words):
            return {"after": f"{match[1]}d"}
        match = re.search(r"(?<!\d)([12]?\d|3[01])[日号]", words)
        if match and int(match[1]):
            return {"on": int(match[1])}
    return {}


_RHYTHMS = [
    ("twice-daily", r"每[天日]两次|每日上午.{0,12}下午|每天上午.{0,12}下午|一日两[次报]"),
    ("daily", r"每[天日]|每个工作日|日调度|日巡查|日报"),
    ("weekly", r"每周|每星期|周例会|周调度"),
    ("monthly", r"每(?:个)?月|月例会|按月"),
    ("quarterly", r"每(?:个)?季度?|按季"),
]


def recurring(text: str) -> str:
    """The frequency that a sentence about a duty names; "" where it is a single act."""
    return next((name for name, pattern in _RHYTHMS if re.search(pattern, text)), "")


def day(value: str | None, key: str, undated: dict[str, str]) -> str | None:
    """A day of the reading for the plan: one without a year is kept in `undated` until the year is known."""
    if value and FULL.fullmatch(value):
        return value
    if value:
        undated[key] = value
    return None
