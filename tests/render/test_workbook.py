"""Spreadsheets: streamed, laid out for the office, and never running what somebody typed."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import BinaryIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook as ReadBook

from taizhang.render.characters import without_illegal
from taizhang.render.heading_grid import heading_cells
from taizhang.render.workbook import CellValue, Column, Link, Sheet, write_workbook
from tests.render.sample_sheets import CREATED, ledger, ledger_rows, statistics


def written(*sheets: Sheet, most_rows: int = 1000) -> bytes:
    target = io.BytesIO()
    write_workbook(target, sheets, created=CREATED, most_rows=most_rows)
    return target.getvalue()


def read(*sheets: Sheet, most_rows: int = 1000) -> ReadBook:
    return openpyxl.load_workbook(io.BytesIO(written(*sheets, most_rows=most_rows)))


def one_row(columns: Sequence[Column], row: Sequence[CellValue]) -> list[object]:
    """The cells of a single row, as Excel would show them: the row below title and heading."""
    sheet = read(Sheet("表", "标题", columns, [row]))["表"]
    return [cell.value for cell in sheet[3]]


@pytest.mark.mission("X9")
def test_a_ledger_is_laid_out_for_reading_and_printing() -> None:
    sheet = read(ledger(5))["隐患台账"]
    assert sheet["A1"].value == "清河县燃气安全专项整治隐患台账"
    assert "导出人：周某某" in sheet["A2"].value
    assert [cell.value for cell in sheet[3]][:4] == ["编号", "乡镇（街道）", "整治对象", "问题描述"]
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:I1", "A2:I2"}
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == "A3:I8"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.print_area == "'隐患台账'!$A$1:$I$8"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["D4"].alignment.wrap_text
    assert sheet["D4"].font.name == "宋体"
    assert sheet.row_dimensions[4].height > 30


@pytest.mark.mission("X9")
def test_statistics_have_merged_headings_of_several_levels() -> None:
    sheet = read(statistics())["统计表"]
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A3:A5", "C3:E3", "F3:I3", "G4:H4", "C4:C5", "I4:I5", "J3:J5"} <= merged
    assert (sheet["C3"].value, sheet["G4"].value, sheet["G5"].value) == ("排查情况", "整改", "已整改")
    assert sheet.print_title_rows == "$3:$5"
    total = [cell.value for cell in sheet[13]]
    assert total[1:4] == ["合计", 691, 654]
    assert sheet.auto_filter.ref == "A5:J12"
    assert sheet["E6"].number_format == "0.0%"


@pytest.mark.mission("C69")
@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://evil.example","点我")', "+1", "-2+3", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_is_written_as_text(text: str) -> None:
    package = written(Sheet("表", text, [Column("甲"), Column("乙", kind="number")], [(text, text)], caption=text))
    sheet = openpyxl.load_workbook(io.BytesIO(package))["表"]
    cells = [sheet["A1"], sheet["A2"], sheet["A4"], sheet["B4"]]
    assert [cell.value for cell in cells] == [text] * 4
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A4"].quotePrefix
    with zipfile.ZipFile(io.BytesIO(package)) as zipped:
        assert b"<f>" not in zipped.read("xl/worksheets/sheet1.xml")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_comes_back_as_it_was_but_for_illegal_characters(text: str) -> None:
    (value,) = one_row([Column("甲")], [text])
    assert (value or "") == without_illegal(text)


def test_values_keep_their_kinds() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    columns = [
        Column("数", kind="number", decimals=1),
        Column("率", kind="percent"),
        Column("日", kind="date"),
        Column("时", kind="datetime"),
        Column("词"),
        Column("空"),
    ]
    moment = dt.datetime(2026, 5, 13, 9, 30, tzinfo=zone)
    row = one_row(columns, [Decimal("3.5"), 0.5, dt.date(2026, 5, 13), moment, True, None])
    assert row == [3.5, 0.5, dt.datetime(2026, 5, 13), dt.datetime(2026, 5, 13, 9, 30), "是", None]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("number", 110101199001011234, "110101199001011234"),
        ("number", float("nan"), "nan"),
        ("number", "未填", "未填"),
        ("date", dt.date(1899, 1, 1), "1899-01-01"),
        ("date", "5月底", "5月底"),
        ("text", 12.0, "12"),
        ("text", "x" * 40_000, None),
        ("link", Link("javascript:alert(1)", "查看"), "查看"),
        ("link", Link("file:///etc/passwd", ""), "file:///etc/passwd"),
    ],
)
def test_what_excel_would_spoil_is_written_as_text(kind: str, value: CellValue, shown: str | None) -> None:
    (cell,) = one_row([Column("甲", kind=kind)], [value])  # type: ignore[arg-type]
    assert isinstance(cell, str)
    if shown is None:
        assert len(cell) == 32_767
        assert cell.endswith("（内容过长，已截断）")
    else:
        assert cell == shown


def test_a_web_address_can_be_clicked() -> None:
    sheet = read(Sheet("表", "标题", [Column("链接", kind="link")], [[Link("https://a.example/1?x=2&y=3", "查看")]]))[
        "表"
    ]
    assert sheet["A3"].value == "查看"
    assert sheet["A3"].hyperlink.target == "https://a.example/1?x=2&y=3"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert written(ledger(20), statistics()) == written(ledger(20), statistics())


def test_more_rows_than_a_sheet_holds_go_on_in_the_next() -> None:
    book = read(ledger(25), statistics(), most_rows=10)
    assert book.sheetnames == ["隐患台账", "隐患台账（2）", "隐患台账（3）", "统计表"]
    assert [book[name].max_row for name in book.sheetnames[:3]] == [13, 13, 8]
    assert book["隐患台账（3）"]["A8"].value == "RQ-2026-00025"


def test_names_of_sheets_are_made_to_fit() -> None:
    columns = [Column("甲")]
    book = read(*(Sheet(name, "标题", columns, []) for name in ("台账/五月[1]", "台账五月1", "", "长" * 40)))
    assert book.sheetnames == ["台账五月1", "台账五月1（2）", "表", "长" * 31]


def test_a_row_that_does_not_fit_the_heading_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match="工作表“表”第 3 行有 1 项，表头有 2 列"):
        written(Sheet("表", "标题", [Column("甲"), Column("乙")], [["只有一项"]]))


class Sink(io.RawIOBase):
    """Takes everything and keeps nothing, as a download does."""

    def __init__(self) -> None:
        self.place = self.size = 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.place = offset if whence == 0 else self.size + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def write(self, data: object) -> int:
        length = len(memoryview(data))  # type: ignore[arg-type]
        self.place += length
        self.size = max(self.size, self.place)
        return length


def peak_memory(rows: int) -> int:
    # Links are left out: Excel wants them listed in the file's index, for 65,530 of them at most.
    columns = ledger(0).columns[:-1]
    sink: BinaryIO = Sink()  # type: ignore[assignment]
    tracemalloc.start()
    try:
        count = write_workbook(
            sink, [Sheet("台账", "台账", columns, (row[:-1] for row in ledger_rows(rows)))], created=CREATED
        )
        assert count == rows
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.mission("C69")
def test_memory_does_not_grow_with_the_rows() -> None:
    peak_memory(10)  # loads what is loaded once
    few, many = peak_memory(1_000), peak_memory(20_000)
    assert many < few + 1_000_000


@pytest.mark.mission("C69")
def test_rows_are_taken_one_at_a_time() -> None:
    taken = 0

    def rows() -> Iterator[tuple[CellValue, ...]]:
        nonlocal taken
        for row in ledger_rows(500):
            taken += 1
            yield row
            assert taken < 500 or row[0] == "RQ-2026-00500"

    sheet = ledger(0)
    count = write_workbook(io.BytesIO(), [Sheet(sheet.name, sheet.title, sheet.columns, rows())], created=CREATED)
    assert count == taken == 500


labels = st.lists(st.lists(st.sampled_from("甲乙丙"), min_size=1, max_size=3).map(tuple), min_size=1, max_size=8)


@given(labels)
def test_headings_cover_every_place_exactly_once(columns: list[tuple[str, ...]]) -> None:
    height = max(map(len, columns))
    covered = [
        (row, column)
        for cell in heading_cells(columns)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(covered) == [(row, column) for row in range(height) for column in range(len(columns))]
