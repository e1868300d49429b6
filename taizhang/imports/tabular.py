"""Opening what people upload as a table: Excel or CSV, read row by row, with limits. Nothing else is let in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from taizhang.core.refusals import Refused

MOST_ROWS = 100_000
MOST_COLUMNS = 120
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that an Excel file may unpack to. 50,000 rows of 15 columns take about 40 MB."""

MOST_PARTS = 2000
CSV_SHEET = "CSV"

_FOREIGN = [
    (b"\xd0\xcf\x11\xe0", "这是旧版 .xls 或加了打开密码的文件，请在 Excel 里去掉密码并另存为 .xlsx"),
    (b"\xff\xd8\xff", "这是一张照片，不是表格"),
    (b"\x89PNG", "这是一张图片，不是表格"),
    (b"GIF8", "这是一张图片，不是表格"),
    (b"%PDF", "这是 PDF 文件，请上传原来的 Excel 表"),
    (b"Rar!", "这是压缩包，请解压后上传里面的 Excel 表"),
    (b"7z\xbc\xaf", "这是压缩包，请解压后上传里面的 Excel 表"),
]

Row = tuple[int, list[Any]]
"""The number of the row as Excel counts, and its cells."""


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file: the names of its sheets, and their rows on demand."""

    sheets: list[str]
    content: bytes

    def rows(self, sheet: str) -> Iterator[Row]:
        """Rows that hold anything. Raises Refused("too-many-rows" | "not-a-table")."""
        read = _csv_rows(self.content) if self.sheets == [CSV_SHEET] else _excel_rows(self.content, sheet)
        count = 0
        for number, cells in read:
            if any(cell not in (None, "") for cell in cells):
                count += 1
                if count > MOST_ROWS + 50:
                    raise Refused("too-many-rows", f"最多 {MOST_ROWS} 行")
                yield number, cells[:MOST_COLUMNS]


def open_book(content: bytes) -> Book:
    """What kind of table it is. Raises Refused("not-a-table") with what it is instead."""
    if not content.strip():
        raise Refused("not-a-table", "文件是空的")
    for beginning, what in _FOREIGN:
        if content.startswith(beginning):
            raise Refused("not-a-table", what)
    if content.startswith(b"PK"):
        return Book(_sheet_names(content), content)
    _text(content)
    return Book([CSV_SHEET], content)


def _sheet_names(content: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            names = {part.filename for part in parts}
    except zipfile.BadZipFile:
        raise Refused("not-a-table", "文件已损坏，请用 Excel 打开后另存一份") from None
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise Refused("not-a-table", f"解开后超过 {MOST_UNPACKED // 1024 // 1024} MB，请拆成几个文件")
    if "xl/workbook.xml" not in names:
        what = "这是 Word 文件" if "word/document.xml" in names else "这是压缩包，请解压后上传里面的 Excel 表"
        raise Refused("not-a-table", what)
    with _damaged_is_refused():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        visible = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
    return visible or list(book.sheetnames)


@contextmanager
def _damaged_is_refused() -> Iterator[None]:
    """Whatever a broken or hostile package makes the reader raise becomes one refusal."""
    try:
        yield
    except Refused:
        raise
    except Exception as error:
        raise Refused("not-a-table", "文件已损坏，请用 Excel 打开后另存一份") from error


def _excel_rows(content: bytes, sheet: str) -> Iterator[Row]:
    with _damaged_is_refused():
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        if sheet not in book.sheetnames:
            raise Refused("not-a-table", f"没有名为“{sheet}”的工作表")
        page = book[sheet]
        page.reset_dimensions()  # written by some programs as "A1", whatever follows
        for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
            yield number, list(cells)


def _csv_rows(content: bytes) -> Iterator[Row]:
    text = _text(content)
    beginning = text[:5000]
    separator = max(",\t;，", key=beginning.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise Refused("not-a-table", f"第 {reader.line_num} 行无法读取") from None


def _text(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("not-a-table", "认不出文件的格式")
