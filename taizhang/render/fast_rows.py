"""Owns how rows of a table get into the file: written as the library writes its own, without its detour for each cell.

The library keeps a cell as an object and takes it apart again when the row is over. A ledger is mostly words that come
again (places, categories, states), so each word is made into XML once. Whatever is rare (links) goes the library's way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import IO

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from taizhang.render.cell_values import (
    CellFormats,
    CellValue,
    Link,
    as_date,
    as_number,
    as_text,
    kept_text,
    write_value,
)
from taizhang.render.row_heights import DEFAULT, height_of, lines_in

_REMEMBERED = 2_000
"""Words that are kept for all columns of one look; more would be a list of them, not a vocabulary."""
_SHORT = 200
"""Characters of a word that is kept."""
_MOST = 10**15
"""Excel keeps 15 digits."""
_SPECIAL = re.compile(r"[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]|^[=+\-@\s]|\s$")
"""What makes a text other than itself in the file."""
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones
_TEXTS = (str, type(None))


class RowWriter:
    """Writes rows of one table, from the top to the bottom; `widths` are those of its columns."""

    def __init__(self, sheet: Worksheet, columns: Sequence[CellFormats], widths: Sequence[float]) -> None:
        self._sheet = sheet
        self._columns = columns
        looks: dict[tuple[object, ...], _Cells] = {}
        self._cells = []
        for formats, width in zip(columns, widths, strict=True):
            cells = _Cells(formats, width)
            self._cells.append(looks.setdefault(cells.look, cells))
        self._looks = list(looks.values())
        # Of each cell three pieces: where it begins, the number of its row, and the rest.
        self._pieces = [""] * (3 * len(columns))
        self._pieces[::3] = [f'<c r="{xl_col_to_name(number)}' for number in range(len(columns))]

    def write(self, row: int, values: Sequence[CellValue]) -> None:
        try:
            rests = [
                cells[value] if value.__class__ in _TEXTS else cells.other(value)  # type: ignore[index]
                for cells, value in zip(self._cells, values, strict=True)
            ]
        except _IsLink:
            self._with_links(row, values)
            return
        number, pieces = str(row + 1), self._pieces
        pieces[1::3] = [number] * len(rests)
        pieces[2::3] = rests
        most = max(cells.taken_lines() for cells in self._looks)
        height = height_of(most) if most > 1 else DEFAULT
        self._begin(row)
        file: IO[str] = self._sheet.fh  # type: ignore[assignment]
        file.write(f'<row r="{number}" ht="{height:.16g}" customHeight="1">{"".join(pieces)}</row>')

    def _begin(self, row: int) -> None:
        """What the library still holds of earlier rows comes first; it then knows that the row exists."""
        sheet = self._sheet
        sheet._check_dimensions(row, len(self._columns) - 1)
        if row > sheet.previous_row:
            sheet._write_single_row(row)

    def _with_links(self, row: int, values: Sequence[CellValue]) -> None:
        for cells in self._looks:
            cells.taken_lines()
        written = zip(self._cells, values, strict=True)
        lines = max((cells.lines(value) for cells, value in written if isinstance(value, str)), default=1)
        if lines > 1:
            self._sheet.set_row(row, height_of(lines))
        for column, (value, formats) in enumerate(zip(values, self._columns, strict=True)):
            write_value(self._sheet, row, column, value, formats)
        # The library keeps the heights of rows that are already on disk: over a long export that would add up.
        for kept in (self._sheet.row_info, self._sheet.row_sizes):
            kept.pop(row - 2, None)


class _IsLink(Exception):  # noqa: N818 - no fault: the row goes another way
    """A row has a link."""


class _Cells(dict[str | None, str]):
    """The cells of the columns that look alike: of each word the cell behind the number of its row.

    Only words of one line are kept; of the others `taken_lines` tells how many the tallest has that was asked for.
    """

    def __init__(self, formats: CellFormats, width: float) -> None:
        self._width = width
        self._typed, self._text, self._guarded = (
            f'" s="{look._get_xf_index()}"'  # type: ignore[no-untyped-call]
            for look in (formats.typed, formats.text, formats.guarded)
        )
        self._counts = formats.kind in ("number", "percent")
        self._dates = formats.kind in ("date", "datetime")
        self.look = (formats.kind, width, self._typed, self._text, self._guarded)
        self._lines = 1
        super().__init__(self._blank())

    def _blank(self) -> dict[str | None, str]:
        return {None: f"{self._typed}/>", "": f"{self._typed}/>"}

    def __missing__(self, text: str | None) -> str:
        assert text is not None
        made, lines = self._words(text), self.lines(text)
        if lines > 1:
            self._lines = max(self._lines, lines)
        elif len(text) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
                self.update(self._blank())
            self[text] = made
        return made

    def taken_lines(self) -> int:
        """How many lines the tallest has of what was asked for since the last call."""
        lines, self._lines = self._lines, 1
        return lines

    def lines(self, text: str) -> int:
        return lines_in(text, self._width)

    def other(self, value: CellValue) -> str:
        """Of what is no text. Raises _IsLink."""
        if value.__class__ is int and self._counts and -_MOST < value < _MOST:  # type: ignore[operator]
            return f"{self._typed}><v>{value}</v></c>"
        if isinstance(value, Link):
            raise _IsLink
        if self._counts and (number := as_number(value)) is not None:
            return f"{self._typed}><v>{number:.16G}</v></c>"
        if self._dates and (moment := as_date(value)) is not None:
            span = moment - _EPOCH
            return f"{self._typed}><v>{span.days + span.seconds / 86400 + span.microseconds / 86400e6:.16G}</v></c>"
        return self._words(as_text(value))

    def _words(self, text: str) -> str:
        if len(text) < 10_000 and not _SPECIAL.search(text):
            return f'{self._text} t="inlineStr"><is><t>{text}</t></is></c>'
        clean, guarded = kept_text(text)
        if not clean:
            return f"{self._text}/>"
        space = ' xml:space="preserve"' if clean[0].isspace() or clean[-1].isspace() else ""
        if "&" in clean or "<" in clean or ">" in clean:
            clean = clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        look = self._guarded if guarded else self._text
        return f'{look} t="inlineStr"><is><t{space}>{clean}</t></is></c>'
