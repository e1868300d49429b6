"""A checklist with all that an XLSForm can ask, filled in on the phone without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from taizhang.campaigns.checklists import Use, put_in_campaign
from taizhang.inspections.answered import answered
from taizhang.inspections.models import Inspection
from taizhang.inspections.queries import checklist_in
from tests.cast import Cast
from tests.phone.hands import Camera, SignIn, all_sent, answer, open_subject, photograph
from tests.phone.scene import Scene

HEAD = ["type", "name", "label", "required", "relevant", "constraint", "constraint_message", "calculation", "fail_when"]
SURVEY = [
    HEAD,
    ["select_one result", "alarm", "已安装报警装置", "yes"],
    ["begin_repeat", "bottle", "气瓶"],
    ["decimal", "weight", "充装量（千克）", "yes", "", ". > 0 and . <= 50", "气瓶最大 50 千克"],
    ["text", "reason", "为什么用大瓶", "yes", "${weight} > 15"],
    ["end_repeat"],
    ["calculate", "total", "总量", "", "", "", "", "sum(${weight})", ">=100"],
    ["note", "told", "气瓶总量 ${total} 千克"],
    ["select_one_from_file subjects.csv", "supplier", "供气单位"],
    ["time", "closed", "打烊时间"],
    ["geopoint", "spot", "气瓶间位置"],
    ["image", "shot", "气瓶间照片"],
]
CHOICES = [["list_name", "name", "label"], ["result", "pass", "合格"], ["result", "fail", "不合格"]]


@pytest.fixture
def rich(scene: Scene, cast: Cast, now: datetime) -> Scene:
    sheets = {name: list(enumerate(rows, 1)) for name, rows in {"survey": SURVEY, "choices": CHOICES}.items()}
    put_in_campaign(
        by=cast.office, at=now, campaign=scene.campaign, kind="restaurant", use=Use.INSPECT, sheets=sheets, reason=""
    )
    scene.campaign.refresh_from_db()
    return scene


def weigh(page: Page, turn: int, kilos: str) -> None:
    key = "weight" if turn == 1 else f"weight#{turn}"
    page.locator(f"[id='item-{key}'] input").fill(kilos)


@pytest.mark.mission("C29")
def test_repeats_calculations_constraints_and_a_choice_from_the_register(
    rich: Scene, sign_in: SignIn, camera: Camera, new_phone: Callable[..., BrowserContext]
) -> None:
    page = sign_in("grid_worker")
    page.context.set_offline(True)
    open_subject(page, "阿婆面馆")
    page.get_by_role("link", name="开始检查").click()
    answer(page, "alarm", "合格")
    weigh(page, 1, "15")
    page.get_by_role("button", name=re.compile("再填一个")).click()
    weigh(page, 2, "90")
    expect(page.get_by_text("气瓶最大 50 千克")).to_be_visible()
    expect(page.get_by_text("气瓶总量 105 千克")).to_be_visible()
    page.get_by_role("button", name=re.compile("^保存")).click()
    expect(page.get_by_role("alert")).to_contain_text("还有 1 项没有填，1 项填得不对")
    weigh(page, 2, "50")
    page.locator("[id='item-reason#2'] textarea").fill("宴席用")
    page.locator("#item-supplier input").fill("湖边")
    page.locator("#item-supplier").get_by_role("button", name=re.compile("湖边渔家")).click()
    page.locator("#item-closed input").fill("22:30")
    page.locator("#item-spot").get_by_role("button").click()
    expect(page.locator("#item-spot")).to_contain_text("30.6652")
    photograph(page, "#item-shot", camera())
    page.get_by_role("button", name=re.compile("再填一个")).click()
    page.get_by_role("button", name=re.compile("删去第 3 个")).click()
    page.get_by_role("button", name=re.compile("^保存")).click()
    page.get_by_role("heading", name="阿婆面馆的检查已保存").wait_for()
    page.context.set_offline(False)
    all_sent(page)

    row = Inspection.objects.get()
    assert {key: row.answers[key] for key in ("weight", "weight#2", "reason#2", "total", "closed")} == {
        "weight": "15", "weight#2": "50", "reason#2": "宴席用", "total": "65", "closed": "22:30",
    }  # fmt: skip
    assert row.answers["supplier"] == str(rich.subject("湖边渔家"))
    assert row.passed
    checklist = checklist_in(rich.campaign, row.checklist, row.version)
    assert checklist is not None
    told = {(title, line.label): line.words for title, items in answered(row, checklist) for line in items}
    assert told["气瓶（2）", "充装量（千克）"] == "50"
    assert told["", "供气单位"] == "湖边渔家"
    assert told["", "总量"] == "65"
