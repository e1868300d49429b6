"""The way of the day: from where the inspector stands always on to the nearest place that is left."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast
from tests.phone.hands import SignIn, inspect
from tests.phone.scene import Scene


@pytest.fixture
def far(scene: Scene, cast: Cast, now: datetime) -> None:
    """One more place, on the far side: the straight list by distance would come back past the others."""
    org = cast.orgs["530199001001-01"].number
    new = NewSubject(kind="restaurant", name="山脚食堂", org=org, address="青禾街9号", lat=30.6550, lng=104.0752)
    add_subjects([new], by=cast.office, at=now)


@pytest.mark.mission("C32")
def test_the_days_places_stand_in_the_order_in_which_to_go_with_the_whole_distance(
    sign_in: SignIn, scene: Scene, far: None
) -> None:
    page = sign_in("grid_worker")  # some metres from 湖边渔家
    page.context.set_offline(True)
    page.get_by_role("button", name="路线").click()
    names = page.locator(".rows .row strong")
    expect(names).to_have_text(["湖边渔家", "阿婆面馆", "山脚食堂"])
    expect(page.locator(".hint").first).to_contain_text(re.compile(r"依次 3 处，全程约 1\.\d 公里"))
    expect(page.get_by_text("另有 1 处没有坐标")).to_be_visible()  # 青禾小炒
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("button", name="地图").click()
    dots = page.locator(".map-dot").evaluate_all("nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert dots == ["1 湖边渔家", "2 阿婆面馆", "3 山脚食堂"]

    page.get_by_role("button", name="列表").click()
    inspect(page, "湖边渔家")
    page.get_by_role("link", name="回到今日任务").click()
    page.get_by_role("button", name="路线").click()
    expect(names).to_have_text(["阿婆面馆", "山脚食堂"])
    page.locator(".rows .row").first.click()
    page.get_by_role("heading", name="阿婆面馆").wait_for()
