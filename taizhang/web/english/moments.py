"""Dates, spans and large numbers as English has them; pure. They come in many pages, so they are rules, not phrases."""

from __future__ import annotations

import re
from collections.abc import Callable

MONTHS = ("", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = dict(
    zip(
        "一二三四五六日天",
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", *["Sunday"] * 2),
        strict=True,
    )
)
UNITS = {
    "年": "year", "个月": "month", "周": "week", "个工作日": "working day", "工作日": "working day", "天": "day",
    "日": "day", "小时": "hour", "分钟": "minute", "分": "minute", "秒": "second",
}  # fmt: skip


def _month(number: str) -> str:
    return MONTHS[int(number)] if 0 < int(number) < len(MONTHS) else number


def _span(found: re.Match[str]) -> str:
    word = UNITS[found[2]]
    return f"{found[1]} {word}{'' if found[1] == '1' else 's'} "


_RULES: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"), lambda m: f"{int(m[3])} {_month(m[2])} {m[1]} "),
    (re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?!\d)"), lambda m: f"{_month(m[2])} {m[1]} "),
    (re.compile(r"(\d{1,2})\s*月\s*(\d{1,2})\s*日"), lambda m: f"{int(m[2])} {_month(m[1])} "),
    (re.compile(r"(\d{1,2})\s*时\s*(\d{1,2})\s*分"), lambda m: f"{int(m[1]):02d}:{int(m[2]):02d} "),
    (re.compile(r"(?:星期|周)([一二三四五六日天])"), lambda m: f"{DAYS[m[1]]} "),
    (re.compile(r"(\d+(?:\.\d+)?)\s*(个工作日|工作日|个月|小时|分钟|年|周|天|日|分|秒)"), _span),
    (re.compile(r"(\d+(?:\.\d+)?)\s*万元"), lambda m: f"¥{float(m[1]) * 10_000:,.0f} "),
    (re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*元"), lambda m: f"¥{m[1]} "),
    (re.compile(r"第\s*(\d+)\s*周"), lambda m: f"week {m[1]} "),
]
_UNTIL = re.compile(r"^\s*(?:至|到)")
_BETWEEN = re.compile(r"\s*(?:至|到|－|—|–|～|~)\s*")


def natural(text: str) -> str:
    """The text with its dates and spans as English has them, if nothing Chinese stays; else the text itself."""
    made = text
    for form, as_english in _RULES:
        made = form.sub(as_english, made)
    if made == text:
        return text
    return re.sub(r"\s+", " ", _BETWEEN.sub(" – ", _UNTIL.sub("until ", made))).strip()
