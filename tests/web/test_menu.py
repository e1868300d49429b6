"""The menu holds what the plans in scope ask for, and nothing that no plan of the viewer knows."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from taizhang.campaigns.operations import amend, start
from taizhang.campaigns.packs import pack
from taizhang.campaigns.queries import campaign_for, campaigns_for
from tests.cast import Cast, build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, STREET, build_scene

__all__ = ["clock"]

ON_DEMAND = "按方案"


@pytest.fixture
def street(db: None, clock: Clock) -> Cast:
    cast = build_cast(BEGIN)
    build_scene(cast, {**PLAN, "basis": [{"title": "办法", "confirmed": False}]})
    return cast


def listed(client: Client, group: str = ON_DEMAND) -> list[str]:
    side = html.fromstring(client.get("/").content.decode()).xpath("//nav[contains(@class, 'side')]")[0]
    found = [section for section in side.iter("section") if section.findtext("h2") == group]
    return [link.text_content().strip() for section in found for link in section.iter("a")]


@pytest.mark.mission("C3")
def test_an_entry_stands_in_the_menu_once_a_plan_in_scope_asks_for_it(street: Cast, client: Client) -> None:
    client.force_login(street.user("clerk"))
    assert listed(client) == []
    plan = pack("rural-environment").plan
    about = start(by=street.office, at=BEGIN, plan=plan, root=street.orgs[STREET], units={})
    assert "积分兑换" in listed(client) and "评比" in listed(client)
    assert "土地流转" not in listed(client) and "进货来源" not in listed(client)
    without = {**plan.to_dict(), "points": None}
    campaign = campaign_for(street.office, about)
    amend(by=street.office, at=BEGIN, campaign=campaign, plan=type(plan).from_dict(without), reason="不再积分")
    assert "积分兑换" not in listed(client)


@pytest.mark.mission("C3")
def test_the_menu_costs_one_query_however_many_plans_there_are(street: Cast, client: Client) -> None:
    client.force_login(street.user("clerk"))
    client.get("/orgs/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get("/orgs/")
        return len(captured)

    before = cost()
    for name in ("rural-environment", "food-workshops"):
        start(by=street.office, at=BEGIN, plan=pack(name).plan, root=street.orgs[STREET], units={})
    assert cost() == before
    assert {"证照", "积分兑换"} <= set(listed(client))


@pytest.mark.mission("C3")
def test_a_page_that_the_campaign_in_view_does_not_fill_leads_to_the_one_that_does(
    street: Cast, client: Client
) -> None:
    client.force_login(street.user("office"))
    plan = pack("rural-environment").plan
    about = start(by=street.office, at=BEGIN, plan=plan, root=street.orgs[STREET], units={})
    client.post("/campaigns/choose", {"campaign": campaign_of(street, about)})
    page = html.fromstring(client.get("/points/").content.decode())
    [form] = [one for one in page.forms if one.fields.get("campaign") == str(about)]
    answer = client.post(form.action, dict(form.form_values()), follow=True)
    assert answer.request["PATH_INFO"] == "/points/" and "积分标准" in answer.content.decode()


def campaign_of(street: Cast, other: UUID) -> str:
    """The one beside the other."""
    return str(next(row.pk for row in campaigns_for(street.office) if row.pk != other))
