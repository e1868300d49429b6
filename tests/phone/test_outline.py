"""The outline of a parcel: walked with the phone, drawn at the desk, its area beside what the register says."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from taizhang.campaigns.operations import amend
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import Plan
from taizhang.core.polygons import read_polygon
from taizhang.subjects.models import Subject
from tests.cast import Cast
from tests.phone.hands import SignIn, all_sent, open_subject
from tests.phone.scene import Scene

CORNERS = [(30.6650, 104.0850), (30.6650, 104.0860), (30.6655, 104.0860), (30.6655, 104.0850)]
"""Some 96 by 56 metres, 7.98 mu."""


@pytest.fixture
def parcels(scene: Scene, cast: Cast, now: datetime) -> Scene:
    """The plan asks for the ground that a place takes up: its area, and its outline."""
    plan = plan_of(scene.campaign).to_dict()
    plan["subject_kinds"][0]["fields"] += [
        {"id": "area_mu", "label": "占地面积", "type": "number", "unit": "亩"},
        {"id": "ground", "label": "占地边界", "type": "polygon"},
    ]
    later = now - timedelta(minutes=30)
    amend(by=cast.office, at=later, campaign=scene.campaign, plan=Plan.from_dict(plan), reason="登记边界")
    return scene


def walk(page: Page) -> None:
    """Round the parcel, one press at each corner."""
    for number, (lat, lng) in enumerate(CORNERS, start=1):
        page.context.set_geolocation({"latitude": lat, "longitude": lng, "accuracy": 6})
        page.get_by_role("button", name="在这个拐角取点").click()
        expect(page.locator(".outline")).to_contain_text(f"已取 {number} 个拐点")


@pytest.mark.mission("C16")
def test_an_outline_is_walked_without_network_and_its_area_told_at_once(
    parcels: Scene, sign_in: SignIn, browser: Any
) -> None:
    page = sign_in("grid_worker")
    page.context.set_offline(True)
    open_subject(page, "湖边渔家")
    page.get_by_role("link", name=re.compile("更正")).click()
    walk(page)
    expect(page.locator(".outline")).to_contain_text(re.compile(r"围成 7\.9\d 亩"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_label(re.compile("占地面积")).fill("4")
    page.get_by_role("button", name="提交更正").click()
    page.get_by_role("heading", name="湖边渔家").wait_for()
    page.context.set_offline(False)
    all_sent(page)

    row = Subject.objects.get(name="湖边渔家")
    assert [(round(lat, 4), round(lng, 4)) for lat, lng in read_polygon(row.fields["ground"]).corners] == CORNERS
    told = browser("clerk").get(f"/register/{row.pk}/").content.decode()
    assert re.search(r"7\.9\d 亩（53\d\d 平方米，4 个拐点）", told)
    assert re.search(r"登记的占地面积 4 亩，测量比登记多 (99|100)%", told)
    assert "面积不符" in told


@pytest.mark.mission("C16")
def test_an_outline_is_drawn_at_the_desk(
    parcels: Scene, cast: Cast, now: datetime, sign_in: SignIn, live_server: Any
) -> None:
    page = sign_in("clerk")
    about = parcels.subject("湖边渔家")
    page.goto(f"{live_server.url}/register/{about}/edit")
    canvas = page.locator(".map[data-draw]")
    canvas.scroll_into_view_if_needed()
    canvas.locator(".leaflet-map-pane").wait_for(state="attached")
    for x, y in ((80, 80), (240, 80), (240, 200), (80, 200), (150, 240)):
        canvas.click(position={"x": x, "y": y})
    page.get_by_role("button", name="撤销上一点").click()
    expect(page.locator("[data-outline-said]")).to_contain_text("4 个拐点，围成")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("heading", name="边界").wait_for()
    assert len(read_polygon(Subject.objects.get(pk=about).fields["ground"]).corners) == 4
    expect(page.locator(".map path.leaflet-interactive")).to_have_count(1)


@pytest.mark.mission("C16")
def test_what_is_no_outline_is_refused_beside_its_field_and_what_was_written_stays(
    parcels: Scene, client: Client, cast: Cast
) -> None:
    client.force_login(cast.user("clerk"))
    row = parcels.subjects["湖边渔家"]
    sent = {"name": row.name, "org": row.org, "fields.ground": "30.66,104.08 30.67,104.08", "seen": ""}
    answer = client.post(f"/register/{row.pk}/edit", sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "只有 2 个拐点" in page
    assert "30.66,104.08 30.67,104.08" in page
