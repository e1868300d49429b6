"""The plan's own figures: areas and shares of the register at every place, live, and milestones held against them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from taizhang.campaigns.operations import start
from taizhang.core.plan import load_plan, shift
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects, correct
from taizhang.workflows.milestones import reach_milestones
from tests.cast import Cast

pytestmark = pytest.mark.django_db

PACK = Path(__file__).parents[2] / "packs" / "abandoned-farmland"
FIRST, SECOND = "530199001001-01", "530199001002-01"
STREET, VILLAGE, OTHER = "530199001", "530199001001", "530199001002"
GOOD = {"land_class": "高标准农田", "use_found": "正常耕种"}
PARCELS: list[tuple[str, str, dict[str, Any]]] = [
    ("一号地", FIRST, {**GOOD, "paper_mu": 10, "crop": "小麦", "sown_mu": 9.5}),
    ("二号地", FIRST, {"paper_mu": 30, "use_found": "撂荒", "land_class": "一般耕地", "planned_crop": "玉米"}),
    ("三号地", SECOND, {**GOOD, "paper_mu": 8, "crop": "油籽", "sown_mu": 8}),
]


@pytest.fixture
def campaign(cast: Cast, at: datetime) -> UUID:
    """Begun long enough ago that the milestones of the last phase run."""
    new = [
        NewSubject(kind="parcel", name=name, org=cast.orgs[grid].number, contact="苏明川", fields=fields)
        for name, grid, fields in PARCELS
    ]
    began = at - timedelta(days=90)
    add_subjects(new, by=cast.office, at=began - timedelta(days=1))
    plan = shift(load_plan(PACK), began.date())
    return start(by=cast.office, at=began, plan=plan, root=cast.orgs[STREET], units={})


def sheet(client: Client, campaign: UUID, cast: Cast, code: str) -> str:
    return client.get(f"/figures/{campaign}/{cast.orgs[code].number}").content.decode()


@pytest.mark.mission("F6")
def test_utilisation_and_grain_area_follow_the_register_at_every_place(
    office: Client, campaign: UUID, cast: Cast, at: datetime
) -> None:
    page = sheet(office, campaign, cast, STREET)
    assert "37.5%（18 / 48 亩）" in page and "应达到 95%" in page
    assert "25.0%（10 / 40 亩）" in page and "100.0%（8 / 8 亩）" in page, "each village"
    row = Subject.objects.get(name="二号地")
    changes = {"fields.use_found": "正常耕种", "fields.crop": "玉米", "fields.sown_mu": 30}
    correct(by=cast.office, at=at, subject=row.pk, seen=row.updated_at, changes=changes)
    page = sheet(office, campaign, cast, STREET)
    assert "100.0%（48 / 48 亩）" in page and "131.7%（39.5 / 30 亩）" in page


@pytest.mark.mission("F3")
def test_the_area_sown_stands_beside_the_plan_by_place_and_crop(office: Client, campaign: UUID, cast: Cast) -> None:
    page = sheet(office, campaign, cast, STREET)
    assert "播种面积，按本季作物" in page and "计划种植面积，按计划作物" in page
    sown = page.partition("播种面积，按本季作物")[2].partition("</section>")[0]
    assert [word for word in ("小麦", "油籽", "玉米") if word in sown] == ["小麦", "油籽"]
    assert "9.5" in sown


@pytest.mark.mission("F3")
def test_a_wrong_crop_on_grain_land_has_to_be_changed(campaign: UUID, cast: Cast) -> None:
    owed = duties_for(cast.office).filter(rule="adjust-crop").values_list("subject", flat=True)
    assert list(owed) == [Subject.objects.get(name="三号地").pk]


@pytest.mark.mission("F5", "F6")
def test_a_village_is_at_zero_when_its_land_is_tilled_and_nobody_has_to_say_so(
    office: Client, campaign: UUID, cast: Cast, at: datetime
) -> None:
    reach_milestones(now=at)
    states = {duty.place: duty.state for duty in Duty.objects.filter(rule="village-zero")}
    assert states == {cast.orgs[VILLAGE].number: "open", cast.orgs[OTHER].number: "met"}
    page = office.get(f"/milestones/{campaign}/{cast.orgs[VILLAGE].number}").content.decode()
    assert "尚未达到" in page and "10 / 38，还差 28" in page


def test_who_does_not_cover_a_place_does_not_see_its_figures(
    browser: Callable[[str], Client], campaign: UUID, cast: Cast
) -> None:
    client = browser("other_clerk")
    assert client.get(f"/figures/{campaign}/{cast.orgs[VILLAGE].number}").status_code in {403, 404}
    assert client.get(f"/figures/{campaign}/{cast.orgs[OTHER].number}").status_code == 200
