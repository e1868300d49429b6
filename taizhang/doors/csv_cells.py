"""Values as CSV has them: for people safe against cells that are formulas, for programs as they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.calendar import CHINA

from .tables import Column, Type

MARK = "\ufeff"
"""Before the first line, so that Excel reads the Chinese."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would reckon; an apostrophe before it makes it a text."""

Cell = Callable[[Any], Any]


def heading(columns: Sequence[Column]) -> str:
    return MARK + written([[column.label for column in columns]])


def cells_for_programs(columns: Sequence[Column]) -> list[Cell]:
    """As a program reads them: yes and no as true and false, texts as they are."""
    as_it_is: dict[Type, Cell] = {Type.YES_NO: _true_false, Type.TEXT: lambda value: value}
    return [as_it_is.get(column.type) or cell_of(column) for column in columns]


def _true_false(value: bool | None) -> str:
    return "" if value is None else str(value).lower()


def written(rows: Iterable[Sequence[Any]]) -> str:
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(rows)
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
