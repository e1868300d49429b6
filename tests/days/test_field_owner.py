"""An owner's day by the link of the shop: its own check, its case put right, its papers, whose goods it sells."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from taizhang.journal.models import StoredEntry
from taizhang.subjects.links import make_link
from taizhang.supplies.models import Supply
from taizhang.web.english.door import translator
from tests.cast import Cast
from tests.days.field_scene import OWN, Village, camera, now, scene
from tests.days.reader import Enter, Reader, photograph, readers, with_each_reader
from tests.phone.hands import Camera

__all__ = ["camera", "now", "readers", "scene"]


def inspects_the_own_shop(reader: Reader) -> None:
    reader.link("开始自查").click()
    reader.at("餐饮场所检查表", written=True)
    for question, choice in (("使用哪种燃气", "管道天然气"), ("报警装置", "合格"), ("软管", "合格")):
        group = reader.page.get_by_role("group", name=re.compile(question))
        group.get_by_label(re.compile(rf"^\s*({choice}|{translator().text(choice)})\s*$")).check()
    reader.look("自查")
    reader.button("提交自查").click()
    reader.told("自查已提交，没有发现问题。")


def puts_the_own_case_right(reader: Reader, camera: Camera) -> None:
    reader.thing("后厨软管有裂纹").click()
    reader.at("后厨软管有裂纹", written=True)
    reader.box("怎样整改的").fill("已请燃气公司换了新软管")
    photograph(reader.page.locator("form.stack"), camera())
    reader.look("提交整改情况")
    reader.button("提交").click()
    reader.told("整改情况已提交，等待复查。")
    reader.look("已提交")


def tells_whose_goods_it_sells(reader: Reader) -> None:
    reader.page.locator("input[name=supplier]").fill("豆香豆腐坊")
    reader.box("进什么货").fill("豆腐")
    reader.button("说明进货来源").click()
    reader.told("已记下进货来源，谢谢。")


@pytest.mark.mission("X7", "C44", "C45", "W2", "W4", "C80")
@with_each_reader
def test_an_owner_does_what_is_its_own_by_the_link(readers: Enter, camera: Camera, cast: Cast, scene: Village) -> None:
    key = make_link(by=cast.grid_worker, at=timezone.now(), subject=scene.subject(OWN), days=30)
    reader = readers()
    reader.page.goto(f"/own/{key}/")
    reader.at(OWN, written=True)
    reader.page.get_by_text("食品经营许可证").wait_for()
    inspects_the_own_shop(reader)
    puts_the_own_case_right(reader, camera)
    tells_whose_goods_it_sells(reader)

    case = Case.objects.get(pk=scene.cases["own"])
    assert case.state == "rectified"
    row = Inspection.objects.get()
    assert (row.self_made, row.subject, row.failures) == (True, scene.subject(OWN), [])
    assert Supply.objects.get().supplier_name == "豆香豆腐坊"
    own = StoredEntry.objects.filter(actor=f"subject:{scene.subject(OWN)}").values_list("kind", flat=True)
    assert {"inspection.recorded", "case.rectified"} <= set(own)


@pytest.mark.mission("X7", "C45", "C80")
@with_each_reader
def test_an_owner_with_an_account_sees_only_the_own_shop(readers: Enter, scene: Village) -> None:
    reader = readers("owner", next="/phone/")
    reader.at("今日任务")
    assert reader.page.locator(".rows .row strong").all_inner_texts() == [OWN]
    reader.thing(OWN).click()
    reader.at(OWN, written=True)
    expect(reader.page.get_by_text("食品经营许可证")).to_be_visible()
    expect(reader.page.get_by_text("软管不符合要求")).to_be_visible()
