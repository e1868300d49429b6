"""The roster as it is handed in: Excel with a sheet for each kind, and a paper to be signed."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document
from openpyxl import load_workbook

from taizhang.journal.models import StoredEntry
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SHOP = {"address": "禾苗路1号", "contact": "苏明川", "phone": "13812345678"}


@pytest.fixture
def register(cast: Cast, at: datetime) -> None:
    grids = {"麦香面馆": "530199001001-01", "水车茶楼": "530199001002-01"}
    new = [NewSubject(kind="restaurant", name=name, org=cast.orgs[grid].number, **SHOP) for name, grid in grids.items()]
    station = NewSubject(kind="gas-operator", name="=青禾气站", org=cast.orgs["530199001001-01"].number)
    add_subjects([*new, station], by=cast.office, at=at - timedelta(days=3))


def book_of(response: Any) -> Any:
    assert response.status_code == 200
    return load_workbook(BytesIO(b"".join(response.streaming_content)))


@pytest.mark.mission("W3", "X3", "C15")
def test_each_kind_has_its_sheet_with_merged_headings_that_stay_in_sight_and_print(
    office: Client, register: None
) -> None:
    book = book_of(office.get("/register/roster.xlsx"))
    assert len(book.sheetnames) == 2
    sheet = book["用气餐饮场所"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if row[0] == "序号")
    assert rows[head][1] == "所在" and rows[head + 1][1:4] == ["街道（乡镇）", "社区（村）", "网格"]
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert f"B{head + 1}:D{head + 1}" in merged and f"A{head + 1}:A{head + 2}" in merged
    assert sheet.freeze_panes == f"F{head + 3}"
    assert sheet.print_area and sheet.print_title_rows == f"${head + 1}:${head + 2}"
    assert [row[1:5] for row in rows[head + 2 :]] == [
        ["青禾街道", "柳荫社区", "柳荫第一网格", "麦香面馆"],
        ["青禾街道", "稻香社区", "稻香第一网格", "水车茶楼"],
    ]
    assert "138****5678" in str(rows)
    other = next(book[name] for name in book.sheetnames if name != "用气餐饮场所")
    name = next(cell for row in other.iter_rows() for cell in row if cell.value == "=青禾气站")
    assert name.data_type == "s", "a name never becomes a formula"


@pytest.mark.mission("W3", "C66")
def test_the_paper_lists_what_is_filtered_and_hides_personal_data(office: Client, register: None) -> None:
    response: Any = office.get("/register/roster.docx?kind=restaurant")
    document = Document(BytesIO(b"".join(response.streaming_content)))
    (table,) = document.tables
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert [row[1:3] for row in rows[1:]] == [["麦香面馆", "柳荫第一网格"], ["水车茶楼", "稻香第一网格"]]
    assert rows[1][3:] == ["禾苗路1号", "苏＊＊", "138****5678"]
    assert any("用气餐饮场所2个" in one.text for one in document.paragraphs)


@pytest.mark.mission("W3", "C13")
def test_the_whole_roster_is_taken_out_with_a_reason_only(office: Client, register: None) -> None:
    assert office.post("/register/roster-whole.xlsx", {"reason": ""}).status_code == 422
    book = book_of(office.post("/register/roster-whole.xlsx?kind=restaurant", {"reason": "报评估中心"}))
    assert "13812345678" in str([[cell.value for cell in row] for row in book.active.iter_rows()])
    assert StoredEntry.objects.get(kind="register.exported").body == {"count": 2, "reason": "报评估中心"}


@pytest.mark.mission("W3")
def test_a_roster_of_nobody_says_so(office: Client, register: None) -> None:
    for ending in ("xlsx", "docx"):
        answer = office.get(f"/register/roster.{ending}?q=没有这一家")
        assert answer.status_code == 409 and "没有符合条件的整治对象" in answer.content.decode()
