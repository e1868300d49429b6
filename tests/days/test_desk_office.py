"""A day of the office that runs the campaign: find, assign, hand over, strike off, hand in, take home as Excel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from taizhang.cases.models import Case
from taizhang.journal.models import StoredEntry
from taizhang.reports.models import Report
from tests.cast import Cast
from tests.days.desk_scene import NEW, PAPERS, READY, Street, cast, clock, scene
from tests.days.reader import Enter, Reader, readers, with_each_reader
from tests.loop.scene import FIRST_GRID, SAFETY, STREET

__all__ = ["cast", "clock", "readers", "scene"]


def finds_a_problem_and_assigns_it(reader: Reader, scene: Street) -> None:
    reader.page.locator("#search-box").fill(NEW[:5])
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_url("**/search?**")
    reader.look("查找")
    reader.thing(NEW).click()
    reader.at(NEW, written=True)
    reader.link("派单").click()
    reader.box("承办单位").select_option(str(scene.loop.org(FIRST_GRID).number))
    reader.takes("派单", 整改责任人="秦阿婆")
    reader.look("已派单")


def hands_many_over_and_takes_it_back(reader: Reader, scene: Street) -> None:
    page = reader.page
    page.goto("/ledger/?q=没有上墙")
    reader.at("问题台账")
    for row in range(2):
        page.locator("input[name=pick]:visible").nth(row).check()
    page.locator("#bulk select[name=to]").select_option(str(scene.loop.org(SAFETY).number))
    page.locator("#bulk input[name=reason]").fill("归口办理")
    reader.look("选中两行")
    reader.button("办理").click()
    page.wait_for_url("**/lists/batches/*/")
    reader.look("批量办理")
    assert Case.objects.filter(handler=scene.loop.org(SAFETY).number, title__in=PAPERS).count() == 2
    reader.button("撤销").click()
    page.locator("form.ask").wait_for(state="detached")
    reader.look("已撤销")


def strikes_off(reader: Reader) -> None:
    reader.menu("问题台账")
    reader.thing(READY).click()
    reader.at(READY, written=True)
    reader.takes("销号")


def hands_in_the_report(reader: Reader) -> None:
    reader.menu("报送")
    reader.at("报送")
    reader.thing("燃气安全排查日报").click()
    reader.at("燃气安全排查日报", written=True)
    reader.button("确认报送").click()
    reader.told("重新确认")
    reader.look("已确认报送")


def takes_the_ledger_home(reader: Reader, to: Path) -> list[str]:
    reader.menu("问题台账")
    reader.at("问题台账")
    book = reader.link("导出 Excel")
    if not book.is_visible():
        reader.page.locator("summary").filter(has_text=reader.words("导出")).click()
    with reader.page.expect_download() as waiting:
        book.click()
    waiting.value.save_as(to)
    sheet = load_workbook(to, read_only=True).active
    assert sheet is not None
    return [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def signs_out(reader: Reader) -> None:
    reader.page.locator("header .menu:not(.menu-nav) > summary:visible").last.click()
    reader.button("退出登录").click()
    reader.at("登录")


@pytest.mark.mission("X4", "X8", "X9", "X12", "C72", "C80")
@with_each_reader()
def test_from_the_desk_to_the_book_on_the_desk(readers: Enter, cast: Cast, scene: Street, tmp_path: Path) -> None:
    reader = readers("office")
    reader.at("青禾街道", written=True)
    finds_a_problem_and_assigns_it(reader, scene)
    hands_many_over_and_takes_it_back(reader, scene)
    strikes_off(reader)
    hands_in_the_report(reader)
    cells = takes_the_ledger_home(reader, tmp_path / "台账.xlsx")
    signs_out(reader)

    assert {NEW, READY, *PAPERS} <= {part for cell in cells for part in re.split(r"[，\n]", cell)}
    assert (scene.state(NEW), scene.state(READY)) == ("assigned", "struck")
    assert not Case.objects.filter(handler=scene.loop.org(SAFETY).number, title__in=PAPERS).exists()
    report = Report.objects.get(org=scene.loop.org(STREET).number, confirmed_at__isnull=False)
    assert report.confirmed_name == "程思远"
    done = set(StoredEntry.objects.filter(actor=cast.office.identity).values_list("kind", flat=True))
    assert {"case.assigned", "case.struck", "report.confirmed"} <= done
