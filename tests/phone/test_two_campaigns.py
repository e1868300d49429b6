"""Two campaigns at one shop: one line on today's list, one visit, and each campaign has its record."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from tests.cast import Cast
from tests.phone.hands import SignIn, all_sent, fill_passing, inspect, sign
from tests.phone.scene import Scene, plan_around


@pytest.fixture
def fire(cast: Cast, scene: Scene, now: datetime) -> Campaign:
    data = plan_around(now).to_dict()
    data |= {
        "id": "fire",
        "title": "消防通道专项整治",
        "duties": [one for one in data["duties"] if one["id"] == "check"],
    }
    about = start(
        by=cast.office, at=now, plan=type(plan_around(now)).from_dict(data), root=cast.orgs["530199001"], units={}
    )
    return Campaign.objects.get(pk=about)


@pytest.mark.mission("C3")
def test_one_visit_serves_two_campaigns(field: BrowserContext, fire: Campaign, sign_in: SignIn, scene: Scene) -> None:
    page = sign_in("grid_worker")
    names = page.locator(".rows .row strong").all_inner_texts()
    assert sorted(names) == sorted(["湖边渔家", "阿婆面馆", "青禾小炒", "走访沿街商户"]), "each place once"
    expect(page.get_by_text("2 项整治，一次办").first).to_be_visible()

    def fill(page: Page) -> None:
        fill_passing(page)
        sign(page)

    inspect(page, "阿婆面馆", fill)
    page.get_by_role("link", name="人已在这里，接着办").click()
    page.get_by_text("必填").first.wait_for()
    fill(page)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="阿婆面馆的检查已保存").wait_for()
    expect(page.get_by_role("link", name="人已在这里，接着办")).to_have_count(0)
    all_sent(page)
    shop = scene.subject("阿婆面馆")
    assert set(Inspection.objects.filter(subject=shop).values_list("campaign", flat=True)) == {
        scene.campaign.pk, fire.pk,
    }  # fmt: skip
    met = Duty.objects.filter(subject=shop, rule="check").values_list("state", flat=True)
    assert list(met) == ["met", "met"]
