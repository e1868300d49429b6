"""The figures as a table for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from .figure import Figure


def as_table(figures: Sequence[Figure]) -> str:
    """In columns; Chinese characters take two."""
    heads = ("项目", "每秒", "标尺", "标尺每秒", "比值", "目标", "")
    rows = [
        (one.name, _said(one.ours, one.unit), one.yardstick, _said(one.theirs, one.unit), f"{one.ratio:.3g}",
         f"≥{one.aim:g}" if one.aim else "—", "" if one.met else "未达到")
        for one in figures
    ]  # fmt: skip
    widths = [max(_width(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    )


def _said(value: float, unit: str) -> str:
    return f"{abs(value):,.0f} {unit}" if abs(value) >= 10 else f"{abs(value):.2g} {unit}"


def _width(text: str) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in text)
