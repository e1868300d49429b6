"""Numbers as plans write them: 12, 1.5万, 两, 三十二, 百分之九十五."""

from __future__ import annotations

import re

_DIGITS = {"零": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
CHINESE = "零○一二两三四五六七八九十百千"
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?[万亿]?|[一二两三四五六七八九十百千]{1,7}[万亿]?"
"""A number; a Chinese one of up to seven signs."""

_ARABIC = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,4})?)([万亿]?)")


def number(written: str) -> float | None:
    """The value of a written number; None where it is none."""
    written = written.strip()
    if found := _ARABIC.fullmatch(written):
        value = float(found[1].replace(",", "")) * _LARGE.get(found[2], 1)
        return round(value, 6)
    return _chinese(written)


def whole(written: str) -> int | None:
    """The value of a whole number, of digits read one by one too (二○二四)."""
    value = number(written)
    return int(value) if value is not None and value == int(value) else None


def _chinese(written: str) -> float | None:
    if not written:
        return None
    if written[-1] in _LARGE:
        head = _chinese(written[:-1])
        return head * _LARGE[written[-1]] if head is not None else None
    if all(sign in _DIGITS for sign in written):
        return float("".join(str(_DIGITS[sign]) for sign in written))
    total, digit = 0, None
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _SCALES:
            total += (1 if digit is None else digit) * _SCALES[sign]
            digit = None
        else:
            return None
    return float(total + (digit or 0))
