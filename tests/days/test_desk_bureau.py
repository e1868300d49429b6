"""A bureau's day: what it has to put right, more time asked for, a case pursued under law."""

from __future__ import annotations

import pytest

from taizhang.cases.models import Case
from taizhang.enforcement.models import LawFile
from tests.cast import Cast
from tests.days.desk_scene import BUREAUS, MAJOR, Street, cast, clock, scene
from tests.days.reader import Enter, Reader, photograph, readers, with_each_reader
from tests.phone.conftest import camera
from tests.phone.hands import Camera

__all__ = ["camera", "cast", "clock", "readers", "scene"]


def asks_for_more_time(reader: Reader) -> None:
    reader.menu("问题台账")
    reader.at("问题台账")
    reader.thing(BUREAUS).click()
    reader.at(BUREAUS, written=True)
    reader.takes("申请延期", 申请延期至="2026-05-30", 理由="配件明天到货")
    reader.look("已申请延期")


def puts_it_right(reader: Reader, camera: Camera) -> None:
    reader.link("提交整改").click()
    photograph(reader.page.locator("#step"), camera())
    reader.takes("提交整改", 整改情况="已更换软管")


@pytest.mark.mission("X8", "C35", "C80")
@with_each_reader()
def test_a_bureau_puts_right_what_it_was_given(readers: Enter, camera: Camera, scene: Street) -> None:
    reader = readers("bureau")
    asks_for_more_time(reader)
    puts_it_right(reader, camera)
    case = Case.objects.get(pk=scene.cases[BUREAUS])
    assert (case.state, case.extensions) == ("rectified", 0)


def opens_a_case_under_law(reader: Reader) -> None:
    reader.menu("问题台账")
    reader.thing(MAJOR).click()
    reader.at(MAJOR, written=True)
    reader.link("登记为线索").click()
    reader.at("登记线索")
    reader.box("查处单位").select_option("fire")
    reader.box("情况").fill("地下厨房存放液化石油气瓶两只")
    reader.look("登记线索")
    reader.button("登记").click()
    reader.at(MAJOR, written=True)


def files_it(reader: Reader) -> None:
    reader.box("立案号").fill("青应急立〔2026〕3号")
    reader.box("执法人员").fill("雷小川、顾安宁")
    reader.box("情况").fill("经审批立案")
    reader.button("立案").click()
    reader.page.get_by_text("青应急立〔2026〕3号").first.wait_for()
    reader.look("已立案查处")


@pytest.mark.mission("R5", "C80")
@with_each_reader()
def test_the_bureau_of_the_line_pursues_a_grave_problem_under_law(readers: Enter, cast: Cast, scene: Street) -> None:
    reader = readers("fire")
    opens_a_case_under_law(reader)
    files_it(reader)
    file = LawFile.objects.get()
    assert (file.case, file.number, file.stage) == (scene.cases[MAJOR], "青应急立〔2026〕3号", "filed")
