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

_REMEMBERED = 500
"""Words of a column that are kept; more would be a list of them, not a vocabulary."""
_MOST = 10**15
"""Excel keeps 15 digits."""
_SPECIAL = re.compile(r"[\x00-\x1f&<>_\ud800-\udfff\ufffe\uffff]|^[=+\-@\s]|\s$")
"""What makes a text other than itself in the file."""
_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel knows no zones


class RowWriter:
    """Writes rows of one table, from the top to the bottom; `widths` are those of its columns."""

    def __init__(self, sheet: Worksheet, columns: Sequence[CellFormats], widths: Sequence[float]) -> None:
        self._sheet = sheet
        self._columns = columns
        self._writers = [
            _Cells(xl_col_to_name(number), formats, width)
            for number, (formats, width) in enumerate(zip(columns, widths, strict=True))
        ]

    def write(self, row: int, values: Sequence[CellValue]) -> None:
        number = str(row + 1)
        most, parts = 1, []
        for cells, value in zip(self._writers, values, strict=True):
            if value.__class__ is str:
                begin, rest, lines = cells.words.get(value) or cells.word(value)  # type: ignore[arg-type]
                most = max(most, lines)
            elif value.__class__ is int and cells.counts and -_MOST < value < _MOST:  # type: ignore[operator]
                parts.append(f"{cells.begin}{number}{cells.typed}><v>{value}</v></c>")
                continue
            elif isinstance(value, Link):
                self._with_links(row, values)
                return
            else:
                begin, rest = cells.begin, cells.rest(value)
            parts.append(f"{begin}{number}{rest}")
        self._begin(row)
        height = height_of(most) if most > 1 else DEFAULT
        file: IO[str] = self._sheet.fh  # type: ignore[assignment]
        file.write(f'<row r="{number}" ht="{height:.16g}" customHeight="1">{"".join(parts)}</row>')

    def _begin(self, row: int) -> None:
        """What the library still holds of earlier rows comes first; it then knows that the row exists."""
        sheet = self._sheet
        sheet._check_dimensions(row, len(self._columns) - 1)
        if row > sheet.previous_row:
            sheet._write_single_row(row)

    def _with_links(self, row: int, values: Sequence[CellValue]) -> None:
        written = zip(self._writers, values, strict=True)
        lines = max((cells.lines(value) for cells, value in written if isinstance(value, str)), default=1)
        if lines > 1:
            self._sheet.set_row(row, height_of(lines))
        for column, (value, formats) in enumerate(zip(values, self._columns, strict=True)):
            write_value(self._sheet, row, column, value, formats)
        # The library keeps the heights of rows that are already on disk: over a long export that would add up.
        for kept in (self._sheet.row_info, self._sheet.row_sizes):
            kept.pop(row - 2, None)


class _Cells:
    """The cells of one column. `words`: what was written lately, as (begin, rest, lines)."""

    def __init__(self, letters: str, formats: CellFormats, width: float) -> None:
        self.begin = f'<c r="{letters}'
        self.words: dict[str, tuple[str, str, int]] = {}
        self._formats = formats
        self._width = width
        self.typed, self._text, self._guarded = (
            f'" s="{look._get_xf_index()}"'  # type: ignore[no-untyped-call]
            for look in (formats.typed, formats.text, formats.guarded)
        )
        self._blank = f"{self.typed}/>"
        self.counts = formats.kind in ("number", "percent")
        self._dates = formats.kind in ("date", "datetime")

    def word(self, text: str) -> tuple[str, str, int]:
        made = (self.begin, self._words(text) if text else self._blank, self.lines(text))
        if len(self.words) >= _REMEMBERED:
            self.words.clear()
        self.words[text] = made
        return made

    def lines(self, text: str) -> int:
        return lines_in(text, self._width)

    def rest(self, value: CellValue) -> str:
        """Of what is no text: the cell behind its number of row."""
        if value is None:
            return self._blank
        if self.counts and (number := as_number(value)) is not None:
            return f"{self.typed}><v>{number:.16G}</v></c>"
        if self._dates and (moment := as_date(value)) is not None:
            span = moment - _EPOCH
            return f"{self.typed}><v>{span.days + span.seconds / 86400 + span.microseconds / 86400e6:.16G}</v></c>"
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
