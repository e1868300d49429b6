"""Somebody else's Excel form: values at its marks, everything else as it was; a wrong mark is named with its cell."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from taizhang.render.marked_form import MarkedFormError, fill_marks

pytestmark = pytest.mark.mission("C67")


def form(**cells: object) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    sheet.merge_cells("A1:D1")
    for where, value in cells.items():
        sheet[where] = value
    sheet["B3"].font = Font(name="仿宋", size=14, bold=True)
    sheet.column_dimensions["B"].width = 31
    sheet.freeze_panes = "A3"
    sheet.print_area = "A1:D9"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_values_stand_at_their_marks_and_the_rest_stays() -> None:
    given = form(A1="{单位}燃气安全汇总表（{日期}）", B3="{发现}", C3="{销号}", D3="=B3-C3", A4="填表说明：照实填写")
    filled = load_workbook(
        io.BytesIO(fill_marks(given, {"单位": "青禾街道", "日期": "5月13日", "发现": 12, "销号": 7}))
    )
    sheet = filled["汇总表"]
    assert sheet["A1"].value == "青禾街道燃气安全汇总表（5月13日）"
    assert (sheet["B3"].value, sheet["C3"].value, sheet["D3"].value) == (12, 7, "=B3-C3")
    assert sheet["A4"].value == "填表说明：照实填写"
    assert (sheet["B3"].font.name, sheet["B3"].font.bold, sheet.column_dimensions["B"].width) == ("仿宋", True, 31)
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet.freeze_panes == "A3" and "$A$1:$D$9" in sheet.print_area


def test_a_wrong_mark_is_named_with_its_cell() -> None:
    with pytest.raises(MarkedFormError, match=re.escape("“汇总表”工作表 C3：{销好}")):
        fill_marks(form(B3="{发现}", C3="{销好}"), {"发现": 1, "销号": 2})


def test_a_text_never_becomes_a_formula() -> None:
    filled = load_workbook(io.BytesIO(fill_marks(form(B3="{说明}"), {"说明": '=HYPERLINK("x")'})))
    assert filled["汇总表"]["B3"].data_type == "s"


@pytest.mark.parametrize("content", [b"", b"no form at all", form(A1="没有标记")])
def test_what_cannot_be_filled_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(MarkedFormError, match="表样"):
        fill_marks(content, {"发现": 1})
