"""The empty tables to fill in: a head, drop-down lists, an example, and a page that explains every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROWS_WITH_LISTS = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """One column of a template."""

    label: str
    example: str = ""
    required: bool = False
    hint: str = ""
    choices: Sequence[str] = ()
    width: int = 16


@dataclass(frozen=True, slots=True)
class BlankSheet:
    """A sheet to be filled in; `examples` are whole rows, else the columns' own examples make one."""

    name: str
    columns: Sequence[Asked]
    examples: Sequence[Sequence[str]] = field(default_factory=tuple)


def blank_workbook(sheets: Sequence[BlankSheet], notes: Sequence[str]) -> bytes:
    """The workbook; the same input gives the same words."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        framed = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
        looks = {
            "head": book.add_format({**framed, "bg_color": "#E3ECF2"}),
            "must": book.add_format({**framed, "bg_color": "#F6E3D5"}),
            "text": book.add_format({"num_format": "@"}),
            "example": book.add_format({"num_format": "@", "font_color": "#7A8791", "italic": True}),
            "title": book.add_format({"bold": True, "font_size": 14}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        for sheet in sheets:
            _blank(book.add_worksheet(sheet.name), sheet, looks)
        _explain(book.add_worksheet("填写说明"), sheets, notes, looks)
    return target.getvalue()


def _blank(page: Worksheet, sheet: BlankSheet, looks: dict[str, Format]) -> None:
    page.set_default_row(18)
    page.set_row(0, 32)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.freeze_panes(1, 1)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, looks["text"])
        page.write_string(0, index, column.label, looks["must" if column.required else "head"])
        if column.choices and sum(len(choice) + 1 for choice in column.choices) <= 255:
            page.data_validation(1, index, ROWS_WITH_LISTS, index, {"validate": "list", "source": list(column.choices)})
        elif column.hint:
            page.data_validation(
                1,
                index,
                ROWS_WITH_LISTS,
                index,
                {"validate": "any", "input_title": column.label[:32], "input_message": column.hint[:255]},
            )
    rows = sheet.examples or [[column.example for column in sheet.columns]]
    for number, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            page.write_string(number, index, value, looks["example"])


def _explain(page: Worksheet, sheets: Sequence[BlankSheet], notes: Sequence[str], looks: dict[str, Format]) -> None:
    page.set_column(0, 0, 18)
    page.set_column(1, 1, 8)
    page.set_column(2, 2, 70)
    page.write_string(0, 0, "填写说明", looks["title"])
    line = 1
    for note in notes:
        page.write_string(line, 0, note)
        line += 1
    for sheet in sheets:
        line += 1
        page.write_string(line, 0, f"工作表“{sheet.name}”", looks["title"])
        line += 1
        for name, width in (("列", 0), ("必填", 1), ("怎样填", 2)):
            page.write_string(line, width, name, looks["head"])
        for column in sheet.columns:
            line += 1
            page.write_string(line, 0, column.label)
            page.write_string(line, 1, "是" if column.required else "")
            how = "从下拉列表里选：" + "、".join(column.choices) if column.choices else column.hint
            page.write_string(line, 2, how, looks["wrap"])
        line += 1
