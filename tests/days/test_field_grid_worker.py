"""A grid worker's day: from shop to shop without network, sent later, a second look, the desk in the evening."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator

from taizhang.cases.models import Case
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry
from tests.days.field_scene import FISHERS, HOMELY, OWN, Village, camera, now, scene
from tests.days.reader import Enter, Reader, photograph, readers, with_each_reader
from tests.phone.hands import CONTROLLED, Camera, until

__all__ = ["camera", "now", "readers", "scene"]


def tab(reader: Reader, name: str) -> Locator:
    """One of the five places below; a number may stand before its name."""
    bar = reader.page.get_by_role("navigation", name=reader.words("主菜单"))
    return bar.get_by_role("link", name=re.compile(rf"^(\d+\+? ?)?{re.escape(reader.words(name))}$"))


def back_to_today(reader: Reader) -> None:
    tab(reader, "今日").click()
    reader.at("今日任务")


def answer(reader: Reader, item: str, choice: str) -> None:
    reader.page.locator(f"#item-{item}").get_by_role("button", name=choice, exact=True).click()


def inspects_and_mends_on_the_spot(reader: Reader, camera: Camera) -> None:
    page = reader.page
    reader.thing(OWN).click()
    reader.at(OWN, written=True)
    reader.link("开始检查").click()
    answer(reader, "gas", "管道天然气")
    answer(reader, "alarm", "不合格")
    page.locator("#item-alarm textarea").fill("后厨没有报警器")
    photograph(page.locator("#item-alarm"), camera())
    answer(reader, "hose", "合格")
    reader.look("检查表")
    reader.button("保存，立案 1 个问题").click()
    reader.at(f"{OWN}的检查已保存")
    reader.thing("未装报警装置").click()
    reader.link("当场整改").click()
    reader.at("当场整改")
    photograph(page.locator("main"), camera())
    reader.button("提交“当场整改”").click()
    reader.told("“当场整改：未装报警装置”已保存在手机里，联网后自动上报。")


def looks_again(reader: Reader) -> None:
    tab(reader, "问题").click()
    reader.at("我的问题")
    reader.page.locator(".row").filter(has_text="软管穿墙没有套管").click()
    reader.link("复查合格").click()
    reader.box("复查情况（可不填）").fill("套管已装好")
    reader.look("复查")
    reader.button("提交“复查合格”").click()


@pytest.mark.mission("X6", "X8", "C22", "C80")
@with_each_reader
def test_from_the_first_door_to_the_evening(readers: Enter, camera: Camera, scene: Village) -> None:
    reader = readers("grid_worker", next="/phone/")
    page = reader.page
    reader.at("今日任务")
    until(page, CONTROLLED)
    assert page.locator(".rows .row strong").all_inner_texts() == [FISHERS, OWN, HOMELY, "走访沿街商户"]
    page.context.set_offline(True)
    inspects_and_mends_on_the_spot(reader, camera)
    looks_again(reader)
    reader.told("没有网络，照常工作")
    tab(reader, "未上报").click()
    reader.at("上报情况")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    reader.told("全部已上报")
    reader.look("都已上报")
    tab(reader, "我的").click()
    reader.at("我的")
    page.goto("/")
    reader.link("全部任务").click()
    reader.at("我的任务")
    page.get_by_text(FISHERS).first.wait_for()

    sent = StoredEntry.objects.exclude(device="").order_by("seq").values_list("kind", flat=True)
    assert list(sent) == ["inspection.recorded", "case.fixed_on_spot", "case.rechecked"]
    assert Inspection.objects.get().subject == scene.subject(OWN)
    assert Case.objects.get(category="no-alarm").state == "rectified"
    assert Case.objects.get(pk=scene.cases["mended"]).state == "rechecked"
    assert not AsideEntry.objects.exists()
