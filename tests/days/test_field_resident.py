"""A resident without an account: the village, a report with a photo, its code, an objection, the mending confirmed."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from taizhang.cases.operations import take_step
from taizhang.journal.models import StoredEntry
from taizhang.tips.models import Tip
from taizhang.tips.operations import make_case
from tests.cast import Cast
from tests.days.field_scene import OWN, Village, camera, now, scene
from tests.days.reader import Enter, Reader, photograph, readers, with_each_reader
from tests.phone.hands import Camera

__all__ = ["camera", "now", "readers", "scene"]

WORDS = "楼下面馆的煤气罐放在走廊里"


def finds_the_village(reader: Reader) -> None:
    reader.page.goto("/report/")
    reader.at("群众反映")
    reader.button("特大").click()
    assert reader.page.evaluate("document.documentElement.className") == "type-largest"
    reader.box("村（社区）名称").fill("柳荫")
    reader.button("查看").click()
    reader.at("柳荫社区整治情况")


def reports_with_a_photo(reader: Reader, camera: Camera) -> str:
    reader.link("反映这方面的问题").click()
    reader.at("反映问题")
    reader.box("什么问题").fill(WORDS)
    reader.box("具体地点（可不填）").fill("青禾街12号一楼")
    photograph(reader.page.locator("form.stack"), camera())
    reader.look("写好了")
    reader.button("提交").click()
    reader.page.locator(".receipt").wait_for()
    reader.look("查询号")
    return reader.page.locator(".receipt").inner_text()


def follows_by_the_code(reader: Reader, receipt: str) -> None:
    reader.page.goto("/report/")
    reader.box("查询号").fill(receipt.lower())
    reader.button("查询").click()
    reader.page.locator(".receipt").wait_for()


def objects_to_the_handling(reader: Reader) -> None:
    reader.page.locator("summary").last.click()
    reader.box("哪一点有意见").fill("三天没有人上门")
    reader.look("有意见")
    reader.button("提交意见").click()
    reader.told("已经收到，由负责督查的人员核实后答复。")


def the_village_puts_it_right(cast: Cast, scene: Village) -> None:
    at = timezone.now()
    tip = Tip.objects.get()
    about = make_case(
        by=cast.clerk, at=at, tip=tip, campaign=scene.campaign, category="bottle", title="气瓶放在走廊",
        description="", subject=scene.subjects[OWN], entry=None,
    )  # fmt: skip
    steps = [
        ("clerk", "assigned", {"handler": scene.subjects[OWN].org}),
        ("grid_worker", "rectified", {"reason": "已移出", "photos": tip.photos}),
        ("second_grid_worker", "rechecked", {}),
        ("clerk", "accepted", {}),
        ("office", "struck", {}),
    ]
    for name, verb, body in steps:
        take_step(by=cast.actors[name], at=timezone.now(), case=about, verb=verb, body=body)


@pytest.mark.mission("C47", "C80")
@with_each_reader
def test_from_the_corridor_to_the_word_that_it_is_mended(
    readers: Enter, camera: Camera, cast: Cast, scene: Village
) -> None:
    reader = readers()
    finds_the_village(reader)
    receipt = reports_with_a_photo(reader, camera)
    assert re.fullmatch(r"[A-Z2-9]{5}-[A-Z2-9]{5}", receipt)
    follows_by_the_code(reader, receipt)
    objects_to_the_handling(reader)
    the_village_puts_it_right(cast, scene)
    reader.page.reload()
    reader.at("问题解决了吗")
    reader.button("已经解决").click()
    reader.told("您已评价：问题已经解决。谢谢。")
    reader.look("已评价")

    tip = Tip.objects.get()
    assert (tip.text, tip.satisfied, tip.objecting, len(tip.photos)) == (WORDS, True, True, 1)
    said = StoredEntry.objects.filter(thing="tip", actor="public").order_by("seq").values_list("kind", flat=True)
    assert list(said) == ["tip.received", "tip.objected", "tip.rated"]
