"""Owns the heights of rows with wrapped text: Excel fits them on opening, other programs and printers do not."""

from __future__ import annotations

from collections.abc import Iterable

# Points, for 11 pt text.
_LINE, _PADDING, _LOWEST, _HIGHEST = 14.5, 5.5, 20.0, 409.0
# A column's width counts digits of the default font, which is a little narrower than half a Chinese character.
_HALF_CHARACTERS = 0.95

DEFAULT = _LOWEST


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Height in points for texts in columns of the given widths; DEFAULT when each fits one line."""
    lines = max((lines_in(text, width) for text, width in cells), default=1)
    return height_of(lines)


def height_of(lines: int) -> float:
    return DEFAULT if lines <= 1 else min(lines * _LINE + _PADDING, _HIGHEST)


def lines_in(text: str, width: float) -> int:
    """How many lines a text takes in a column of the width."""
    room = max(int(width * _HALF_CHARACTERS), 2)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    # In GBK a Chinese character takes two bytes and a Latin one a single byte: exactly their widths.
    return sum(max(-(-len(line.encode("gbk", "replace")) // room), 1) for line in text.split("\n"))
