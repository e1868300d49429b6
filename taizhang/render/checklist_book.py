"""Owns a checklist as an Excel XLSForm: what ODK reads, with our columns, their meaning and the plan's categories."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from taizhang.render.cell_values import plain
from taizhang.render.sheet_formats import BODY_FONT, HEADING_FONT

CATEGORIES = "问题类别"
INSTRUCTIONS = "填写说明"
_LISTED_ROWS = 1000
_COLUMNS: dict[str, dict[str, tuple[float, str]]] = {
    "survey": {
        "type": (24, "题型。select_one 选项组＝单选，select_multiple 选项组＝多选，integer＝整数，decimal＝小数，"
                     "text＝文字，"
                     "date＝日期，time＝时间，image＝照片，geopoint＝位置，note＝提示，calculate＝计算，"
                     "select_one_from_file subjects.csv＝从底数中选。begin_group 与 end_group 之间为一组，"
                     "begin_repeat 与 end_repeat 之间可以重复填写"),
        "name": (20, "名称：小写英文字母开头，只含字母、数字和下划线，不能重复"),
        "label": (40, "题目。写 ${名称} 会显示前面填的答案"),
        "hint": (24, "题目下面的小字提示"),
        "required": (10, "必填写 yes"),
        "relevant": (24, "什么时候才问，例如 ${gas} = 'lpg'"),
        "constraint": (20, "答案要满足的条件，“.”代表本题的答案，例如 . >= 0 and . <= 100"),
        "constraint_message": (20, "不满足条件时怎样提示"),
        "calculation": (24, "计算项的算式，例如 ${length} * ${width}"),
        "category": (18, "不合格时按哪一类问题立案；填“问题类别”表里的名称，不立案的留空"),
        "clause": (28, "依据的条款"),
        "fail_when": (16, "哪些答案算不合格：选项的名称，或 <0.5、>=8；多个用英文逗号分开。有名为 fail 的选项时可不写"),
        "confirmed": (12, "依据是否已核对，没有核对写 no"),
        "appearance": (12, "ODK 的显示方式，可不写"),
        "default": (12, "预填的答案，可不写"),
        "parameters": (12, "ODK 的参数，可不写"),
    },
    "choices": {
        "list_name": (16, "选项组，与 survey 表里 select_one、select_multiple 后面写的一致"),
        "name": (16, "选项的名称，用英文；不合格的选项一般叫 fail"),
        "label": (24, "选项的文字"),
    },
    "settings": {
        "form_title": (30, "检查表的标题"),
        "form_id": (20, "编号，由系统确定"),
        "version": (14, "版本。改过之后再上传，系统会给出新的版本号"),
    },
}  # fmt: skip
_ADVICE = (
    "1. 检查项写在 survey 表，一行一项；选项写在 choices 表；标题写在 settings 表。表头用英文，不要改动。",
    "2. 把光标放在表头上，可以看到每一列怎样填。",
    "3. 不合格的检查项按 category 列立案；依据写在 clause 列。",
    "4. 改好后在“检查表”页上传。有错的地方会指出在哪张表、哪个单元格、怎样改。",
    "5. 同一份文件也可以在 ODK、KoboToolbox 等软件里使用；其中没有的列会被它们略过。",
)


def checklist_workbook(sheets: Mapping[str, Sequence[Mapping[str, str]]], categories: Sequence[str]) -> bytes:
    """The sheets (rows as {column: text}) as a workbook; `categories` are offered in a list."""
    stored = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False, "in_memory": True}
    book = Workbook(stored, safe)
    book.set_properties({"created": dt.datetime(1980, 1, 1)})  # noqa: DTZ001 - Excel knows no zone
    heading = book.add_format({"font_name": HEADING_FONT, "bold": True, "bg_color": "#F2F2F2", "border": 1})
    body = book.add_format({"font_name": BODY_FONT, "num_format": "@", "text_wrap": True, "valign": "top"})
    written = {name: book.add_worksheet(name) for name in _COLUMNS}
    for name, sheet in written.items():
        _write(sheet, _COLUMNS[name], sheets.get(name, ()), heading, body)
    listed = book.add_worksheet(CATEGORIES)
    listed.set_column(0, 0, 30, body)
    listed.write_string(0, 0, "本方案的问题类别", heading)
    for number, category in enumerate(categories, start=1):
        listed.write_string(number, 0, plain(category), body)
    if categories:
        _offer(written["survey"], len(categories))
    advice = book.add_worksheet(INSTRUCTIONS)
    advice.set_column(0, 0, 100, body)
    for number, line in enumerate(_ADVICE):
        advice.write_string(number, 0, line, body)
    book.close()
    return stored.getvalue()


def _write(
    sheet: Worksheet,
    columns: Mapping[str, tuple[float, str]],
    rows: Sequence[Mapping[str, str]],
    heading: Format,
    body: Format,
) -> None:
    sheet.freeze_panes(1, 0)
    for number, (column, (width, meaning)) in enumerate(columns.items()):
        sheet.set_column(number, number, width, body)
        sheet.write_string(0, number, column, heading)
        sheet.write_comment(0, number, meaning, {"author": "", "x_scale": 2, "y_scale": 1.6, "font_family": 0})
        for line, row in enumerate(rows, start=1):
            if row.get(column):
                sheet.write_string(line, number, plain(row[column]), body)


def _offer(survey: Worksheet, count: int) -> None:
    place = list(_COLUMNS["survey"]).index("category")
    survey.data_validation(
        1, place, _LISTED_ROWS, place,
        {"validate": "list", "source": f"='{CATEGORIES}'!$A$2:$A${count + 1}", "error_type": "warning",
         "error_title": "不在本方案的问题类别中", "error_message": "请从列表中选择，或先在方案里增加这一类别"},
    )  # fmt: skip
