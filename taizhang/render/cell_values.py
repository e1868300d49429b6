"""Owns how a value becomes a cell: a text stays a text, a number keeps its digits, nothing is lost or run.

A cell that begins with = + - or @ is the usual way to smuggle a formula into somebody's Excel. Here texts are written
as texts, and marked so (quotePrefix) that they stay texts when somebody edits the cell.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from taizhang.render.characters import without_illegal

Kind = Literal["text", "number", "percent", "date", "datetime", "link"]


@dataclass(frozen=True, slots=True)
class Link:
    """A web address and the words to click on."""

    address: str
    text: str


CellValue = str | int | float | Decimal | bool | dt.date | dt.datetime | Link | None

_LONGEST_TEXT = 32_767
_CUT = "……（内容过长，已截断）"
# Excel keeps 15 digits: longer numbers (identity cards, division codes with a suffix) would end in zeros.
_MOST_DIGITS = 15
_LONGEST_ADDRESS = 2079
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
_EARLIEST = dt.date(1900, 3, 1)
# Excel reads _x0041_ in a text as the letter A; the underscore written as _x005F_ keeps it what it was.
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class CellFormats:
    """What a column holds and its formats: for values of its kind, for texts, for texts that look like formulas."""

    kind: Kind
    typed: Format
    text: Format
    guarded: Format


def plain(text: str) -> str:
    """The text as Excel can keep it: without illegal characters, cut with a note at 32,767 characters."""
    clean = without_illegal(text)
    if len(clean) > _LONGEST_TEXT:
        clean = clean[: _LONGEST_TEXT - len(_CUT)] + _CUT
    return clean


def write_value(sheet: Worksheet, row: int, column: int, value: CellValue, formats: CellFormats) -> None:
    """Write one cell. A value that its column's kind does not fit is written as text."""
    if value is None or value == "":
        sheet.write_blank(row, column, None, formats.typed)
    elif isinstance(value, Link):
        _write_link(sheet, row, column, value, formats)
    elif formats.kind in ("number", "percent") and (number := as_number(value)) is not None:
        sheet.write_number(row, column, number, formats.typed)
    elif formats.kind in ("date", "datetime") and (moment := as_date(value)) is not None:
        sheet.write_datetime(row, column, moment, formats.typed)
    else:
        write_text(sheet, row, column, as_text(value), formats)


def write_text(sheet: Worksheet, row: int, column: int, text: str, formats: CellFormats) -> None:
    """Write a text, whatever it looks like."""
    clean, guarded = kept_text(text)
    if not clean:
        sheet.write_blank(row, column, None, formats.text)
        return
    sheet.write_string(row, column, clean, formats.guarded if guarded else formats.text)


def kept_text(text: str) -> tuple[str, bool]:
    """The text as a file keeps it, and whether it looks like a formula."""
    clean = plain(text)
    return _ESCAPE_LIKE.sub("_x005F_", clean) if "_x" in clean else clean, clean.startswith(_FORMULA_SIGNS)


def _write_link(sheet: Worksheet, row: int, column: int, link: Link, formats: CellFormats) -> None:
    address = without_illegal(link.address)
    known = address.startswith(("https://", "http://")) and len(address) <= _LONGEST_ADDRESS
    # A sheet holds 65,530 links; the library drops the rest, cell and all.
    if not known or sheet.hlink_count >= 65_530:
        write_text(sheet, row, column, link.text or link.address, formats)
        return
    sheet.write_url(row, column, address, formats.typed, plain(link.text) or address)


def as_number(value: object) -> float | int | None:
    """The value where a number can hold it exactly enough, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**_MOST_DIGITS else None
    if not math.isfinite(value) or (isinstance(value, Decimal) and len(value.as_tuple().digits) > _MOST_DIGITS):
        return None
    return float(value)


def as_date(value: object) -> dt.datetime | None:
    """Excel knows no zones: a moment is written as the clock on its own wall shows it. None for what it cannot hold."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None) if value.year > _EARLIEST.year or value.date() >= _EARLIEST else None
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time()) if value >= _EARLIEST else None
    return None


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
