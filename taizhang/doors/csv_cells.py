"""Values as CSV has them: for people safe against cells that are formulas, for programs as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from taizhang.core.calendar import CHINA

from .tables import Column, Type

MARK = "\ufeff"
"""Before the first line, so that Excel reads the Chinese."""
FORMULA = frozenset("=+-@\t\r\n")
"""How a cell begins that a spreadsheet would reckon; an apostrophe before it makes it a text."""

Row = Sequence[Any]
Cell = Callable[[Any], Any]


def heading(columns: Sequence[Column]) -> str:
    return MARK + written([[column.label for column in columns]])


def written(rows: Iterable[Row]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(rows)
    return held.getvalue()


def for_people(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """Yes and no in words, times as Excel takes them, and no text that a spreadsheet would reckon."""
    for row in _with(columns, {**_CELLS, Type.YES_NO: yes_no}, rows):
        yield harmless(row)


def harmless(row: Row) -> Row:
    """Without a text that a spreadsheet would reckon."""
    return [f"'{value}" if value.__class__ is str and value[:1] in FORMULA else value for value in row]


def for_programs(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[Row]:
    """Yes and no as true and false, texts as they are."""
    return _with(columns, {**_CELLS, Type.YES_NO: _true_false}, rows)


def _with(columns: Sequence[Column], cells: Mapping[Type, Cell], rows: Iterable[Row]) -> Iterator[Row]:
    """Only the few columns that are not written as they are cost a call."""
    made = [(number, cells[column.type]) for number, column in enumerate(columns) if column.type in cells]
    for row in rows:
        values = list(row)
        for number, cell in made:
            values[number] = cell(values[number])
        yield values


def moment(value: datetime | None) -> str:
    """Beijing time without a zone: what Excel takes for a time."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def yes_no(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _true_false(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def _in_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_CELLS: Mapping[Type, Cell] = {Type.MOMENT: moment, Type.FIGURES: _in_json, Type.VALUES: _in_json}
