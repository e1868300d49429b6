"""Owns filling somebody else's Excel form: marks like {发现并立案问题} in its cells give way to values, all else stays.

A cell that is nothing but a mark gets the value with its type; within a text the mark becomes words. Formulas, formats,
merged cells, widths and print settings stay as they were.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

Value = str | int | float
_MARK = re.compile(r"\{([^{}\n]{1,80})\}")
MOST_UNPACKED = 60 * 1024 * 1024
MOST_CELLS = 200_000
MOST_NAMED = 10


class MarkedFormError(ValueError):
    """What is wrong with the form, in Chinese: which mark, in which cell of which sheet."""


def fill_marks(form: bytes, values: Mapping[str, Value]) -> bytes:
    """The form with its marks filled. Raises MarkedFormError where there are none, or naming those without a value."""
    book = _opened(form)
    cells = [
        (sheet.title, cast(Cell, cell))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.data_type != "f" and _MARK.search(cell.value)
    ]
    if not cells:
        raise MarkedFormError("表样里没有标记，请在要填数的空格里写上 {指标名称}")
    unknown = [
        f"“{sheet}”工作表 {cell.coordinate}：{{{name}}}"
        for sheet, cell in cells
        for name in _MARK.findall(str(cell.value))
        if name.strip() not in values
    ]
    if unknown:
        more = f"等{len(unknown)}处" if len(unknown) > MOST_NAMED else ""
        raise MarkedFormError("；".join(unknown[:MOST_NAMED]) + more)
    for _, cell in cells:
        _fill(cell, values)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _opened(form: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(form)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                raise MarkedFormError("表样太大，请只留下要填的工作表")
        book = load_workbook(io.BytesIO(form))
        cells = sum(sheet.max_row * sheet.max_column for sheet in book.worksheets)
    except MarkedFormError:
        raise
    except Exception as fault:  # a broken or hostile package raises whatever its parts provoke
        raise MarkedFormError("不是可以打开的 .xlsx 表样，请用 Excel 打开后另存一份") from fault
    if cells > MOST_CELLS:
        raise MarkedFormError("表样的单元格太多，请删去空白的行和列")
    return book


def _fill(cell: Cell, values: Mapping[str, Value]) -> None:
    text = str(cell.value)
    whole = _MARK.fullmatch(text.strip())
    value = values[whole[1].strip()] if whole else _MARK.sub(lambda mark: str(values[mark[1].strip()]), text)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
