"""Import templates and the rows that come back: what was sent out can be read in again."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook as ReadBook

from taizhang.render.form_sheet import ERROR_COLUMN, RefusedRow, TemplateColumn, write_refused_rows, write_template
from tests.render.sample_sheets import TREE_COLUMNS, TREE_EXAMPLES

pytestmark = pytest.mark.mission("C17")


def template(*columns: TemplateColumn) -> ReadBook:
    target = io.BytesIO()
    write_template(target, "组织机构", columns or TREE_COLUMNS, example_rows=() if columns else TREE_EXAMPLES)
    return openpyxl.load_workbook(target)


def test_the_heading_is_the_labels_and_nothing_stands_below_it() -> None:
    book = template()
    sheet = book.worksheets[0]
    assert sheet.title == "组织机构"
    assert [cell.value for cell in sheet[1]] == [column.label for column in TREE_COLUMNS]
    assert sheet.max_row == 1
    assert book.active is sheet


def test_required_columns_are_red_and_each_has_its_advice() -> None:
    sheet = template().worksheets[0]
    assert sheet["A1"].font.color.rgb == "FFC00000"
    assert sheet["C1"].font.color.rgb == "FF000000"
    assert sheet["A1"].comment.text == "必填。单位或区域的全称。"
    assert sheet["B1"].comment.text == "必填。从上到下逐级填写。请从下拉列表中选择。"


def test_choices_are_a_list_that_refuses_anything_else() -> None:
    book = template()
    (rule,) = book.worksheets[0].data_validations.dataValidation
    assert str(rule.sqref) == "B2:B20001"
    assert rule.formula1 == "'选项'!$A$1:$A$4"
    assert rule.errorStyle in (None, "stop")
    assert [cell.value for cell in book["选项"]["A"]] == ["县（市、区）", "乡镇（街道）", "村（社区）", "网格"]
    assert book["选项"].sheet_state == "hidden"


def test_many_and_long_lists_of_choices_stand_beside_each_other() -> None:
    book = template(*(TemplateColumn(f"列{n}", choices=[f"选项{n}-{m}" for m in range(n + 1)]) for n in range(30)))
    rules = {rule.formula1 for rule in book.worksheets[0].data_validations.dataValidation}
    assert "'选项'!$AD$1:$AD$30" in rules
    assert book["选项"]["AD30"].value == "选项29-29"
    assert book["选项"]["A2"].value is None


def test_codes_keep_their_leading_zeros() -> None:
    book = template()
    assert book.worksheets[0].column_dimensions["D"].width >= 12
    assert book["填写示例"]["D2"].value == "000101000000"
    assert book["填写示例"]["D2"].number_format == "@"


def test_instructions_say_how_every_column_is_filled_in() -> None:
    guide = template()["填写说明"]
    told = {row[0].value: [cell.value for cell in row[1:]] for row in guide.iter_rows(min_row=7)}
    assert told["层级"] == ["必填", "从上到下逐级填写", "县（市、区）、乡镇（街道）、村（社区）、网格", "乡镇（街道）"]
    assert told["负责人"][0] == "可不填"


def test_refused_rows_come_back_with_the_reason_in_red() -> None:
    target = io.BytesIO()
    rows = [
        RefusedRow(
            ("柳荫社区", "社区", "柳林", "=1+1", None, 138), "第 5 行：层级“社区”不在可选范围内", frozenset({1})
        ),
        RefusedRow(("某村",), "第 9 行：缺少层级"),
    ]
    assert write_refused_rows(target, "组织机构", TREE_COLUMNS, rows) == 2
    sheet = openpyxl.load_workbook(target).worksheets[0]
    assert [cell.value for cell in sheet[1]] == [*(column.label for column in TREE_COLUMNS), ERROR_COLUMN]
    assert [cell.value for cell in sheet[2]][:6] == ["柳荫社区", "社区", "柳林", "=1+1", None, "138"]
    assert sheet["D2"].data_type == "s"
    assert sheet["G2"].value == "第 5 行：层级“社区”不在可选范围内"
    assert sheet["G2"].font.color.rgb == "FFC00000"
    assert sheet["B2"].fill.fgColor.rgb == "FFFDE0DD"
    assert sheet["A2"].fill.fgColor.rgb != "FFFDE0DD"
    assert sheet["G3"].value == "第 9 行：缺少层级"
    assert sheet.data_validations.dataValidation


@pytest.mark.parametrize("labels", [(), ("名称", "名称"), ("名称", ERROR_COLUMN), ("",)])
def test_a_template_that_could_not_be_read_back_is_refused(labels: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="导入模板"):
        write_template(io.BytesIO(), "表", [TemplateColumn(label) for label in labels])
