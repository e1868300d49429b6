"""Reads Markdown tables as the sheets of a form, remembering on which line each row stands."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class TableError:
    """A fault in a table: where (line from 1, column by name), what, and how to mend it."""

    line: int
    column: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"第{self.line}行 {self.column} 列：{self.message}。{self.remedy}"


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


def read_sheets(text: str, columns: Mapping[str, set[str]]) -> tuple[dict[str, list[Row]], list[TableError]]:
    """The rows of each sheet, and faults: unknown sheets, unknown columns, more cells than the head has."""
    sheets: dict[str, list[Row]] = {}
    errors: list[TableError] = []
    sheet = ""
    head: list[str] = []
    for line, cells in _lines(text):
        if cells[0]:
            sheet, head = cells[0], []
            if sheet not in columns:
                errors.append(TableError(line, sheet, f"不认识的表“{sheet}”", f"可用的表：{'、'.join(columns)}"))
            sheets.setdefault(sheet, [])
            continue
        if not any(cells):
            continue
        if not head:
            head = cells[1:]
            errors.extend(_unknown_columns(line, head, columns.get(sheet, set(head))))
        elif any(cells[1 + len(head) :]):
            remedy = "检查是否多写了竖线；文字里的竖线写成 \\|"
            errors.append(TableError(line, head[-1], "这一行的格数多于表头", remedy))
        else:
            cells_by_name = dict(zip(head, cells[1:], strict=False))
            sheets.setdefault(sheet, []).append(Row(line, cells_by_name))
    return sheets, errors


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        body = line.strip()
        if len(body) > 1 and body.startswith("|") and body.endswith("|") and set(body) - set("|-: "):
            yield number, [cell.strip().replace("\\|", "|") for cell in _CELLS.split(body[1:-1])]


def _unknown_columns(line: int, head: list[str], known: set[str]) -> list[TableError]:
    errors = []
    for column in head:
        if column and column not in known:
            near = difflib.get_close_matches(column, sorted(known), n=1)
            remedy = f"是不是 {near[0]}？" if near else f"可用的列：{'、'.join(sorted(known))}"
            errors.append(TableError(line, column, f"不认识的列“{column}”", remedy))
    return errors
