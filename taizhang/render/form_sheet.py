"""Owns the workbooks that people fill in: import templates, and rows that an import refused.

The first row of the first sheet is the heading, word for word, so that what went out can be read back. Examples stand
on a sheet of their own and never among the data: nobody has to delete them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

from taizhang.render.cell_values import CellFormats, CellValue, plain, write_text, write_value
from taizhang.render.characters import width_in_characters
from taizhang.render.row_heights import row_height
from taizhang.render.sheet_formats import BODY_FONT, HEADING_FONT
from taizhang.render.sheet_names import sheet_names

INSTRUCTIONS = "填写说明"
EXAMPLES = "填写示例"
CHOICES = "选项"
ERROR_COLUMN = "错误说明"

# Rows below the heading that get a drop-down list; more can be pasted, they only lack the list.
_LISTED_ROWS = 20_000
_ERROR_WIDTH = 48
_RED = "#C00000"
_RULES = (
    "1. 在第一张表里从第 2 行起填写，一行一条；不要改动表头。",
    "2. 红色的列必填；有下拉列表的列只能从列表中选择。",
    "3. 空行会被跳过；同一份表重复导入，不会重复登记。",
    "4. 有错误的行会退回一份表，写明错在哪里；改好后可直接再次导入。",
)
_LONGEST_PROMPT_TITLE, _LONGEST_PROMPT = 32, 255


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column to be filled in. `choices` makes a drop-down list that refuses anything else."""

    label: str
    required: bool = False
    hint: str = ""
    choices: Sequence[str] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row as it was read, why it was refused, and the numbers (from 0) of the columns at fault."""

    cells: Sequence[CellValue]
    error: str
    wrong: frozenset[int] = field(default_factory=frozenset)


def write_template(
    target: BinaryIO,
    sheet_name: str,
    columns: Sequence[TemplateColumn],
    *,
    example_rows: Sequence[Sequence[str]] = (),
    created: dt.datetime | None = None,
) -> None:
    """Write an empty form with drop-down lists and comments, and sheets of instructions and of examples.

    Without `example_rows` the columns' own examples make one row. Required columns are red and marked in their
    comment; the heading itself is the label and nothing else. Raises ValueError when there is no column or two have
    the same label.
    """
    _check(columns)
    with _open(target, created) as book:
        names = sheet_names()
        sheet = book.add_worksheet(names(sheet_name))
        _write_form(book, sheet, columns)
        _write_instructions(book, names(INSTRUCTIONS), columns)
        _write_examples(book, names(EXAMPLES), columns, example_rows or [[column.example for column in columns]])
        _list_choices(book, sheet, columns)


def write_refused_rows(
    target: BinaryIO,
    sheet_name: str,
    columns: Sequence[TemplateColumn],
    rows: Iterable[RefusedRow],
    *,
    created: dt.datetime | None = None,
) -> int:
    """Write refused rows under the same heading plus 错误说明 in red; cells at fault are shaded. Returns their number.

    The file can be mended and imported as it is: the import skips the column 错误说明. Raises ValueError as
    `write_template` does.
    """
    _check(columns)
    with _open(target, created) as book:
        sheet = book.add_worksheet(sheet_names()(sheet_name))
        _write_form(book, sheet, columns)
        last = len(columns)
        sheet.set_column(last, last, _ERROR_WIDTH)
        sheet.write_string(0, last, ERROR_COLUMN, _heading(book, _RED))
        looks = {wrong: _cell_formats(book, wrong=wrong) for wrong in (False, True)}
        red = _cell_formats(book, wrong=False, font_color=_RED)
        count = 0
        widths = [*map(_width, columns), _ERROR_WIDTH]
        for count, row in enumerate(rows, 1):
            texts = [value if isinstance(value, str) else "" for value in (*row.cells[:last], row.error)]
            sheet.set_row(count, row_height(zip(texts, widths, strict=False)))
            for column, value in enumerate(row.cells[:last]):
                write_value(sheet, count, column, value, looks[column in row.wrong])
            write_text(sheet, count, last, row.error, red)
        sheet.autofilter(0, 0, count, last)
        _list_choices(book, sheet, columns)
        return count


def _check(columns: Sequence[TemplateColumn]) -> None:
    labels = [column.label for column in columns]
    if not labels or not all(labels):
        raise ValueError("导入模板至少要有一列，且每一列都要有名称")
    double = next((label for label in labels if labels.count(label) > 1), None)
    if double or ERROR_COLUMN in labels:
        raise ValueError(f"导入模板的列名“{double or ERROR_COLUMN}”重复或已被占用，请改用别的名称")


def _open(target: BinaryIO, created: dt.datetime | None) -> Workbook:
    safe = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    book = Workbook(target, safe | {"constant_memory": True})
    moment = created or dt.datetime.combine(dt.date(1980, 1, 1), dt.time())
    book.set_properties({"created": moment.replace(tzinfo=None)})
    return book


def _write_form(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """The heading, and columns set to text: a leading zero of a telephone number or code must not get lost."""
    text = book.add_format({"num_format": "@", "font_name": BODY_FONT, "font_size": 11})
    plain_heading, required_heading = _heading(book, "#000000"), _heading(book, _RED)
    sheet.set_row(0, 30)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, _width(column), text)
        sheet.write_string(0, number, plain(column.label), required_heading if column.required else plain_heading)
        sheet.write_comment(0, number, plain(_advice(column)), {"author": "", "x_scale": 1.6, "font_family": 0})
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    _print_on_one_width(sheet)


def _heading(book: Workbook, color: str) -> Format:
    look = {"font_name": HEADING_FONT, "font_size": 11, "align": "center", "valign": "vcenter", "border": 1}
    return book.add_format(look | {"bg_color": "#F2F2F2", "font_color": color, "text_wrap": True})


def _cell_formats(book: Workbook, *, wrong: bool, font_color: str = "#000000") -> CellFormats:
    look = {"font_name": BODY_FONT, "font_size": 11, "border": 1, "valign": "vcenter", "num_format": "@"}
    look |= {"text_wrap": True, "font_color": font_color} | ({"bg_color": "#FDE0DD"} if wrong else {})
    text = book.add_format(look)
    return CellFormats(kind="text", typed=text, text=text, guarded=book.add_format(look | {"quote_prefix": True}))


def _width(column: TemplateColumn) -> float:
    widest = max(map(width_in_characters, (column.label, column.example, *column.choices)))
    return min(max(2 * widest + 3, 10), 40)


def _advice(column: TemplateColumn) -> str:
    parts = ["必填" if column.required else "可不填", column.hint, "请从下拉列表中选择" if column.choices else ""]
    return "。".join(part.rstrip("。") for part in parts if part) + "。"


def _write_instructions(book: Workbook, name: str, columns: Sequence[TemplateColumn]) -> None:
    sheet = book.add_worksheet(name)
    heading, look = _heading(book, "#000000"), _cell_formats(book, wrong=False)
    title = book.add_format({"font_name": HEADING_FONT, "font_size": 14, "valign": "vcenter"})
    widths = (18, 10, 44, 40, 24)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, "怎样填写", title)
    for row, text in enumerate(_RULES, 1):
        sheet.write_string(row, 0, text, book.add_format({"font_name": BODY_FONT, "font_size": 11}))
    first = len(_RULES) + 2
    for column, text in enumerate(("列名", "是否必填", "怎样填", "可选的值", "例子")):
        sheet.write_string(first, column, text, heading)
    for row, item in enumerate(columns, first + 1):
        required = "必填" if item.required else "可不填"
        texts = (item.label, required, item.hint, "、".join(item.choices), item.example)
        sheet.set_row(row, row_height(zip(texts, widths, strict=True)))
        for column, text in enumerate(texts):
            write_text(sheet, row, column, text, look)
    _print_on_one_width(sheet)


def _write_examples(
    book: Workbook, name: str, columns: Sequence[TemplateColumn], rows: Sequence[Sequence[str]]
) -> None:
    sheet = book.add_worksheet(name)
    _write_form(book, sheet, columns)
    look = _cell_formats(book, wrong=False)
    for row, values in enumerate(rows, 1):
        for column, text in enumerate(values):
            write_text(sheet, row, column, text, look)


def _print_on_one_width(sheet: Worksheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _list_choices(book: Workbook, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Drop-down lists from a hidden sheet: Excel takes no more than 255 characters in the rule itself."""
    chosen = [(number, column) for number, column in enumerate(columns) if column.choices]
    if not chosen:
        return
    hidden = book.add_worksheet(CHOICES)
    hidden.hide()
    for row, choices in enumerate(zip_longest(*(column.choices for _, column in chosen), fillvalue="")):
        hidden.write_row(row, 0, [plain(choice) for choice in choices])
    for place, (number, column) in enumerate(chosen):
        sheet.data_validation(
            1,
            number,
            _LISTED_ROWS,
            number,
            {
                "validate": "list",
                "source": f"='{CHOICES}'!{xl_range_abs(0, place, len(column.choices) - 1, place)}",
                "input_title": plain(column.label)[:_LONGEST_PROMPT_TITLE],
                "input_message": plain(_advice(column))[:_LONGEST_PROMPT],
                "error_title": "不在可选范围内",
                "error_message": f"“{column.label}”只能从下拉列表中选择"[:_LONGEST_PROMPT],
            },
        )
