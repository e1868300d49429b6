"""What one has to do, of all campaigns in one list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from taizhang.campaigns.operations import start
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.scene import BEGIN, PLAN, STREET, Scene, build_scene, on

ANSWERS = 12


def meetings(number: int) -> dict[str, Any]:
    """A campaign of another bureau that asks for a meeting a week later than the one before, and for visits."""
    due = (on(5, 14) + timedelta(days=7 * number)).date().isoformat()
    visit = {**PLAN["duties"][0], "title": f"第{number}项整治逐户走访", "by": {"level": "village", "role": "clerk"}}
    meeting = {
        "id": "meeting", "title": f"第{number}次动员会", "hold": {"what": "meeting"}, "to": due,
        "by": {"level": "village", "role": "clerk"},
    }  # fmt: skip
    return {**PLAN, "title": f"第{number}项专项整治", "field": f"领域{number}", "duties": [meeting, visit]}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    """Six campaigns on one street."""
    found = build_scene(build_cast(BEGIN), PLAN)
    for number in range(5):
        plan = Plan.from_dict(meetings(number))
        units = {"safety": found.cast.orgs[STREET].number}
        start(by=found.cast.office, at=BEGIN, plan=plan, root=found.cast.orgs[STREET], units=units)
    return found


def shown(client: Client, url: str = "/duties/mine") -> Any:
    return html.fromstring(client.get(url).content.decode()).xpath("//main")[0]


@pytest.mark.mission("C3")
def test_duties_of_all_campaigns_stand_in_one_list_by_the_day_on_which_they_are_due(scene: Scene, clock: Clock) -> None:
    clock.to(5, 14)
    page = shown(scene.person("clerk").client)
    days = page.xpath(".//section[contains(@class, 'own-day')]")
    assert [one.findtext(".//h2") for one in days] == ["今天到期", "本月内", "2026年6月"]
    first = days[0].text_content()
    assert "第0次动员会" in first and "领域0" in first, "the campaign is named"
    within = days[1].text_content()
    assert within.index("第1次动员会") < within.index("第2次动员会") < within.index("组织燃气安全培训")
    assert (
        sum(int(one.text_content().split()[0]) for one in page.xpath(".//section/div/span"))
        == Duty.objects.filter(bearer=scene.cast.clerk.org, role="clerk").count()
    )


@pytest.mark.mission("C3")
def test_it_narrows_to_one_campaign_with_its_count(scene: Scene, clock: Clock) -> None:
    client: Client = scene.person("clerk").client
    links = shown(client).xpath(".//ul[@aria-label='专项整治']//a")
    counts = [int(link.text_content().split()[-1]) for link in links]
    assert counts[0] == sum(counts[1:]) and len(links) == 7
    chosen = next(link for link in links if link.text_content().startswith("领域3"))
    part = shown(client, chosen.get("href")).text_content()
    assert "第3次动员会" in part and "第1次动员会" not in part
    assert "组织燃气安全培训" in shown(client, "/duties/mine?campaign=nonsense").text_content()


@pytest.mark.mission("C3", "C62")
def test_desk_and_calendar_name_the_campaign_of_each_duty(scene: Scene, clock: Clock) -> None:
    client: Client = scene.person("clerk").client
    todo = shown(client, "/").xpath(".//section[@aria-labelledby='own-duties']")[0].text_content()
    assert "领域0" in todo and "领域1" in todo
    address = client.get("/duties/mine").content.decode().partition('value="http://testserver')[2].partition('"')[0]
    feed = Client().get(address.replace("&amp;", "&")).content.decode().replace("\r\n ", "")
    assert "DESCRIPTION:第2项专项整治" in feed


@pytest.mark.mission("C3")
@pytest.mark.parametrize("url", ["/", "/duties/mine"])
def test_six_campaigns_cost_no_more_queries_than_one(scene: Scene, clock: Clock, url: str) -> None:
    client: Client = scene.person("clerk").client
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= ANSWERS, [query["sql"][:200] for query in queries.captured_queries]


@pytest.mark.mission("C3")
def test_the_desk_leads_to_the_other_campaigns(scene: Scene) -> None:
    client: Client = scene.person("clerk").client
    links = shown(client, "/").xpath(".//p[starts-with(., '同时进行')]/a")
    assert len(links) == 5
    wanted = next(link for link in links if link.text_content() == "领域1")
    assert "第1项专项整治" in shown(client, wanted.get("href")).text_content()
