"""Owns streamed Excel files: ledgers, rosters and statistics of any length, to be read and printed in an office.

Rows go straight to disk, so memory does not grow with them. A sheet has a merged title, a line that says who took it
out, when and of what, a heading of one or more levels, and typed columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from taizhang.render.cell_values import CellFormats, CellValue, Kind, Link, plain, write_value
from taizhang.render.fast_rows import RowWriter
from taizhang.render.heading_grid import Label, depth, heading_cells
from taizhang.render.row_heights import DEFAULT
from taizhang.render.sheet_formats import Align, Formats
from taizhang.render.sheet_names import sheet_names

# Excel holds 1,048,576 rows; some are ours: title, caption, heading, total.
_MOST_ROWS = 1_048_576 - 16
_A4 = 9

__all__ = ["CellValue", "Column", "Kind", "Link", "Sheet", "write_workbook"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its label (a tuple makes several levels), its width in Latin characters, and what it holds.

    `decimals` are shown in numbers and percentages. A value that is not of the kind is written as text, never lost.
    """

    label: Label
    width: float = 12
    kind: Kind = "text"
    decimals: int = 0
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` is read once, from the first to the last, and never held.

    `caption` says who, when and what. `total` is written below the rows. The first `frozen` columns stay in sight.
    """

    name: str
    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[CellValue]]
    caption: str = ""
    total: Sequence[CellValue] = ()
    frozen: int = 1
    orientation: Literal["landscape", "portrait"] = "landscape"


def write_workbook(
    target: BinaryIO, sheets: Sequence[Sheet], *, created: dt.datetime, author: str = "", most_rows: int = _MOST_ROWS
) -> int:
    """Write the sheets to `target` and return the number of rows written; the same input gives the same bytes.

    `created` goes into the file's properties. More than `most_rows` rows go on in a further sheet "名称（2）". Raises
    ValueError when there is no sheet, a sheet has no column, or a row is longer or shorter than the columns.
    """
    if not sheets:
        raise ValueError("没有可导出的表：请至少给出一张工作表")
    with _open(target, created, author) as book:
        formats = Formats(book)
        names = sheet_names()
        return sum(_write_sheet(book, formats, sheet, names, most_rows) for sheet in sheets)


def _open(target: BinaryIO, created: dt.datetime, author: str) -> Workbook:
    """A workbook that keeps one row in memory and never takes a text for a formula, a number or an address."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    book = Workbook(target, options)
    book.use_zip64()
    book.set_properties({"created": created.replace(tzinfo=None), "author": author})
    return book


def _write_sheet(book: Workbook, formats: Formats, sheet: Sheet, names: Callable[[str], str], most_rows: int) -> int:
    if not sheet.columns:
        raise ValueError(f"工作表“{sheet.name}”没有列：请至少给出一列")
    rows: Iterator[Sequence[CellValue]] = iter(sheet.rows)
    written = 0
    while True:
        page = _Page(book.add_worksheet(names(sheet.name)), formats, sheet)
        written += page.write(islice(rows, most_rows))
        following = list(islice(rows, 1))
        page.finish(with_total=not following)
        if not following:
            return written
        rows = chain(following, rows)


class _Page:
    """One worksheet while it is written from top to bottom; a row that is written cannot be reached again."""

    def __init__(self, worksheet: Worksheet, formats: Formats, sheet: Sheet) -> None:
        self._to = worksheet
        self._formats = formats
        self._sheet = sheet
        self._last_column = len(sheet.columns) - 1
        self._row = 0
        self._cells = [formats.column(column.kind, column.decimals, column.align) for column in sheet.columns]
        worksheet.set_default_row(DEFAULT)
        for number, column in enumerate(sheet.columns):
            worksheet.set_column(number, number, column.width)
        self._write_line(sheet.title, formats.title, height=32)
        if sheet.caption:
            self._write_line(sheet.caption, formats.caption, height=18)
        self._heading_row = self._row
        self._write_heading()
        self._first_row = self._row

    def write(self, rows: Iterable[Sequence[CellValue]]) -> int:
        widths = [column.width for column in self._sheet.columns]
        writer = RowWriter(self._to, self._cells, widths)
        count = len(widths)
        for values in rows:
            if len(values) != count:
                place = f"工作表“{self._sheet.name}”第 {self._row + 1} 行"
                raise ValueError(f"{place}有 {len(values)} 项，表头有 {count} 列，两者须一致")
            writer.write(self._row, values)
            self._row += 1
        return self._row - self._first_row

    def finish(self, *, with_total: bool) -> None:
        """Close the table and set how it is read on the screen and printed."""
        last_row = max(self._row - 1, self._first_row - 1)
        self._to.autofilter(self._first_row - 1, 0, last_row, self._last_column)
        if with_total and self._sheet.total:
            total = [self._formats.column(c.kind, c.decimals, c.align, total=True) for c in self._sheet.columns]
            self._write_total(self._sheet.total, total)
        self._to.freeze_panes(self._first_row, min(self._sheet.frozen, self._last_column))
        self._set_printing()

    def _write_line(self, text: str, look: Format, height: float) -> None:
        self._to.set_row(self._row, height)
        self._merge(self._row, 0, self._row, self._last_column)
        self._to.write_string(self._row, 0, plain(text), look)
        self._row += 1

    def _write_heading(self) -> None:
        labels = [column.label for column in self._sheet.columns]
        height = depth(labels)
        starts = {(cell.row, cell.column): cell for cell in heading_cells(labels)}
        for row in range(height):
            self._to.set_row(self._row, 30 if height == 1 else 24)
            for column in range(len(labels)):
                cell = starts.get((row, column))
                self._to.write(self._row, column, plain(cell.text) if cell else None, self._formats.heading)
                if cell:
                    self._merge(self._row, column, self._row + cell.rows - 1, column + cell.columns - 1)
            self._row += 1

    def _write_total(self, values: Sequence[CellValue], cells: Sequence[CellFormats]) -> None:
        for column, (value, look) in enumerate(zip(values, cells, strict=True)):
            write_value(self._to, self._row, column, value, look)
        self._row += 1

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged range. The library's own call also writes the cells, downwards, which streaming forbids."""
        if (top, left) != (bottom, right):
            self._to.merge.append([top, left, bottom, right])

    def _set_printing(self) -> None:
        page = self._to
        page.set_paper(_A4)
        if self._sheet.orientation == "landscape":
            page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        page.center_horizontally()
        page.repeat_rows(self._heading_row, self._first_row - 1)
        page.print_area(0, 0, max(self._row - 1, 0), self._last_column)
        page.set_footer('&C&"宋体"&10第 &P 页，共 &N 页')
