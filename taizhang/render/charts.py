"""Owns charts as pictures: bars of units side by side, and figures day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from taizhang.render.chart_font import CHINESE_FACES
from taizhang.render.chart_sheet import DARK, INK, LETTERS, LIGHT, LINE, MARGIN, WIDTH, ChartSheet, scale
from taizhang.render.document import Picture

_ROW = 64
_PLOT = 520
_TOP = MARGIN * 2 + LETTERS + 28
_MOST_LABELS = 10
_NAME_WIDTH = 440
_FEW_DAYS = 14
"""So many days are drawn as columns; more as lines of what has added up."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A whole, and how much of it is the part."""

    name: str
    whole: float
    part: float


def bars(
    rows: Sequence[Bar], *, whole: str, part: str, caption: str, faces: tuple[str, ...] = CHINESE_FACES
) -> Picture:
    """A bar for each row in their order, the part dark within the whole, both figures behind it."""
    sheet = ChartSheet(_TOP + _ROW * len(rows) + MARGIN, faces)
    sheet.key([(LIGHT, whole), (DARK, part)])
    left = MARGIN + min(max(sheet.width_of(row.name) for row in rows), _NAME_WIDTH) + 24
    right = WIDTH - MARGIN - 24 - max(sheet.width_of(_figures(row)) for row in rows)
    most = max(1, *(row.whole for row in rows))
    for number, row in enumerate(rows):
        middle = _TOP + _ROW * number + _ROW / 2
        sheet.write(left - 24, middle, row.name, align="right", within=_NAME_WIDTH)
        end = left
        for size, colour in ((row.whole, LIGHT), (row.part, DARK)):
            if size:
                edge = left + int((right - left) * size / most)
                end = max(end, edge)
                sheet.draw.rectangle((left, middle - 20, edge, middle + 20), fill=colour, outline=INK)
        sheet.write(end + 16, middle, _figures(row))
    sheet.draw.line((left, _TOP, left, _TOP + _ROW * len(rows)), fill=INK, width=3)
    return sheet.picture(caption)


def _figures(row: Bar) -> str:
    return f"{row.whole:g} / {row.part:g}"


def by_day(
    first: date, last: date, light: tuple[str, Mapping[date, int]], dark: tuple[str, Mapping[date, int]],
    *, caption: str, faces: tuple[str, ...] = CHINESE_FACES,
) -> Picture:  # fmt: skip
    """Two flows from the first to the last day: columns for a few days, else lines of what they have added up to."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    few = len(days) <= _FEW_DAYS
    series = [[flow.get(day, 0) for day in days] for _, flow in (light, dark)]
    if not few:
        series = [_added_up(values) for values in series]
    sheet = ChartSheet(_TOP + _PLOT + LETTERS + 2 * MARGIN, faces)
    sheet.key([(LIGHT, light[0] if few else f"累计{light[0]}"), (DARK, dark[0] if few else f"累计{dark[0]}")])
    steps = scale(max(max(values) for values in series))
    left = MARGIN + sheet.width_of(str(steps[-1])) + 20
    _rule(sheet, steps, left)
    width = (WIDTH - MARGIN - left) / len(days)
    heights = [[_TOP + _PLOT - _PLOT * value / steps[-1] for value in values] for values in series]
    if few:
        _columns(sheet, heights, left, width)
    else:
        _lines(sheet, heights, left, width)
    every = -(-len(days) // _MOST_LABELS)
    for n in range(0, len(days), every):
        label = f"{days[n].month}.{days[n].day}"
        sheet.write(left + width * (n + 0.5), _TOP + _PLOT + LETTERS, label, align="center")
    return sheet.picture(caption)


def _added_up(values: Sequence[int]) -> list[int]:
    total = 0
    return [total := total + value for value in values]


def _rule(sheet: ChartSheet, steps: Sequence[int], left: float) -> None:
    for step in steps:
        y = _TOP + _PLOT - _PLOT * step / steps[-1]
        sheet.draw.line((left, y, WIDTH - MARGIN, y), fill=INK if step == 0 else LINE, width=3 if step == 0 else 2)
        sheet.write(left - 14, y, str(step), align="right")


def _columns(sheet: ChartSheet, heights: Sequence[Sequence[float]], left: float, width: float) -> None:
    for place, (colour, tops) in enumerate(zip((LIGHT, DARK), heights, strict=True)):
        for n, top in enumerate(tops):
            if top < _TOP + _PLOT:
                x = left + width * (n + 0.16 + 0.34 * place)
                sheet.draw.rectangle((x, top, x + width * 0.34, _TOP + _PLOT), fill=colour, outline=INK)


def _lines(sheet: ChartSheet, heights: Sequence[Sequence[float]], left: float, width: float) -> None:
    points = [[(left + width * (n + 0.5), top) for n, top in enumerate(tops)] for tops in heights]
    for colour, line in zip((LIGHT, DARK), points, strict=True):
        floor = _TOP + _PLOT
        sheet.draw.polygon([(line[0][0], floor), *line, (line[-1][0], floor)], fill=colour)
    for line in points:
        sheet.draw.line(line, fill=INK, width=4, joint="curve")
