"""Rows as CSV: with a byte order mark, so that Excel reads the Chinese, and safe against cells that are formulas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from taizhang.core.calendar import CHINA

from .reading import Row
from .tables import Column, Type

MARK = "\ufeff"
LINES = 500
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would reckon; an apostrophe before it makes it a text."""

Cell = Callable[[Any], Any]


def lines(columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """The file in pieces of some hundred lines."""
    yield MARK + _written([[column.label for column in columns]])
    cells = [cell_of(column) for column in columns]
    made = ([cell(value) for cell, value in zip(cells, row, strict=True)] for row in rows)
    while batch := list(islice(made, LINES)):
        yield _written(batch)


def _written(rows: Iterable[Sequence[Any]]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\r\n").writerows(rows)
    return held.getvalue()


def cell_of(column: Column) -> Cell:
    if column.type is Type.MOMENT:
        return moment
    if column.type is Type.YES_NO:
        return yes_no
    if column.type in {Type.FIGURES, Type.VALUES}:
        return lambda value: json.dumps(value, ensure_ascii=False)
    return _id if column.type is Type.ID else safe


def safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def moment(value: datetime | None) -> str:
    """Beijing time without a zone: what Excel takes for a time."""
    return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S") if value else ""


def yes_no(value: bool | None) -> str:
    return "" if value is None else "是" if value else "否"


def _id(value: UUID | None) -> str:
    return str(value) if value else ""
