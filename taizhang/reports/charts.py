"""The charts of reports and summaries: what was found and struck off day by day, and how units stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from taizhang.core.calendar.work import local_day
from taizhang.render.charts import Bar, bars, by_day
from taizhang.render.document import Pictures

from .counting import Standing
from .sheet import Sheet

MOST_UNITS = 16
LONGER_THAN_A_DAY = frozenset({"weekly", "ten-day", "monthly", "quarterly", "semester", "per-phase"})
"""Rhythms whose reports have charts: within a single day there is nothing to compare."""


def day_by_day(standing: Standing, after: datetime | None) -> Iterator[Pictures]:
    """Nothing where nothing was found or struck off."""
    found, struck = (standing.by_day(measure, after) for measure in ("cases.filed", "cases.struck"))
    if found or struck:
        first = local_day(after + timedelta(microseconds=1)) if after else min([*found, *struck])
        yield Pictures(
            (by_day(first, local_day(standing.to), ("发现问题", found), ("销号", struck),
                    caption="发现和销号的问题（系统统计，单位：个）"),),
            per_row=1,
        )  # fmt: skip


def open_of_units(rows: Sequence[Bar]) -> Iterator[Pictures]:
    """Where most is left first."""
    waiting = sorted((row for row in rows if row.whole), key=lambda row: (-row.whole, -row.part))
    yield from _bars(waiting, "未销号", "逾期未整改", "各单位未销号的问题（单位：个）")


def struck_of_units(rows: Sequence[Bar]) -> Iterator[Pictures]:
    """By the share that is struck off, best first."""
    found = sorted((row for row in rows if row.whole), key=lambda row: (-row.part / row.whole, -row.whole))
    yield from _bars(found, "发现", "销号", "各单位发现和销号的问题，按销号率排列（单位：个）")


def _bars(rows: Sequence[Bar], whole: str, part: str, caption: str) -> Iterator[Pictures]:
    if len(rows) > 1:
        yield Pictures((bars(rows[:MOST_UNITS], whole=whole, part=part, caption=caption),), per_row=1)


def below(sheet: Sheet) -> Iterator[Pictures]:
    """How the units below stand by the figures that they reported."""
    names = [measure.id for measure in sheet.measures]
    if "cases.open" in names and "cases.overdue" in names:
        left, late = names.index("cases.open"), names.index("cases.overdue")
        yield from open_of_units([Bar(row.name, row.values[left], row.values[late]) for row in sheet.below])
