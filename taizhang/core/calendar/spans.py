"""Spans of time as plans write them: "3wd" (working days), "15d" (days), "24h" (hours), "-2d" (before)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

SpanUnit = Literal["wd", "d", "h"]

_SPAN = re.compile(r"([+-]?)(\d{1,4})(wd|d|h)")
_LABELS: dict[str, str] = {"wd": "个工作日", "d": "日", "h": "小时"}


@dataclass(frozen=True, slots=True)
class Span:
    """A signed number of working days, days or hours."""

    count: int
    unit: SpanUnit

    @property
    def label(self) -> str:
        """The span in Chinese, without its sign: "3个工作日"; a span of nothing is done on the spot: "当场"."""
        return f"{abs(self.count)}{_LABELS[self.unit]}" if self.count else "当场"


@lru_cache(maxsize=512)
def parse_span(text: str) -> Span:
    """Read "3wd", "15d", "24h", "-2d". Raises ValueError with a Chinese message."""
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}”不是期限，应写成 3wd（工作日）、15d（日）或 24h（小时）")
    sign, digits, unit = match.groups()
    count = -int(digits) if sign == "-" else int(digits)
    return Span(count, unit)  # type: ignore[arg-type]  # the pattern admits only the three units


def span_label(text: str) -> str:
    """The Chinese wording of a span: "3wd" → "3个工作日"."""
    return parse_span(text).label
