"""Checks weighted to key times, areas and persons: each is counted, and who is missing is named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import load_plan
from taizhang.inspections.operations import record
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast, build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, PLAN, SECOND_GRID, STREET, Person, Scene, build_scene, on
from tests.loop.test_loop import go_round

PACK = Path(__file__).parents[2] / "packs" / "gas-safety"
SHOPS = {
    "柳荫面馆": ("restaurant", FIRST_GRID, {"area": "繁华地段", "crowded": True}),
    "稻香饭庄": ("restaurant", FIRST_GRID, {"area": "繁华地段"}),
    "田园小炒": ("restaurant", SECOND_GRID, {"area": "公共场所周边", "crowded": False}),
    "青禾供应站": ("gas-operator", FIRST_GRID, {"area": "一般地段"}),
    "快送站": ("delivery", SECOND_GRID, {"area": "繁华地段"}),
}


@pytest.fixture
def gas(db: None, clock: Clock) -> Scene:
    """The pack as it is shipped, on the cast's street, with five subjects."""
    cast: Cast = build_cast(BEGIN)
    new = [
        NewSubject(kind=kind, name=name, org=cast.orgs[grid].number, address=f"{name}的门牌", fields=fields)
        for name, (kind, grid, fields) in SHOPS.items()
    ]
    add_subjects(new, by=cast.office, at=BEGIN)
    about = start(by=cast.office, at=BEGIN, plan=load_plan(PACK), root=cast.orgs[STREET], units={})
    return Scene(cast, Campaign.objects.get(pk=about), {row.name: row for row in Subject.objects.all()})


def visit(gas: Scene, shop: str, at: datetime, *, failing: str = "") -> None:
    """All required items pass but the one that is named."""
    subject, plan = gas.subjects[shop], plan_of(gas.campaign)
    checklist = plan.checklist(plan.kind(subject.kind).checklist or "")  # type: ignore[union-attr]
    assert checklist is not None
    answers = {
        item.name: item.fail_when[0] if item.name == failing else "pass"
        for item in checklist.items
        if item.type.startswith("select_one") and (item.required or item.name == failing)
    }
    body = {"checklist": checklist.id, "answers": answers, "participants": "两名检查人员"}
    record(by=gas.cast.office, at=at, campaign=gas.campaign, subject=subject, body=body)


def page(gas: Scene, person: Person, org: str = STREET, more: str = "") -> str:
    return person.look(f"/focus/{gas.campaign.pk}/{gas.org(org).number}{more}")


@pytest.mark.mission("G2")
def test_coverage_is_counted_for_each_key_time_area_and_person(gas: Scene, clock: Clock) -> None:
    office = gas.person("office")
    assert "全部 0 次" in page(gas, office)
    visit(gas, "柳荫面馆", on(4, 15, "12:10"))  # a Wednesday at noon
    visit(gas, "田园小炒", on(4, 18, "10:00"))  # a Saturday
    visit(gas, "青禾供应站", on(4, 16, "15:00"), failing="people_trained")

    shown = page(gas, office)
    assert "午间用气高峰1，全部 3 次" in shown
    assert "晚间用气高峰0，全部 3 次" in shown
    assert "节假日1，全部 3 次" in shown
    assert "繁华地段 33% 完成 1 / 应完成 3，差 2" in shown
    assert "公共场所 100% 完成 1 / 应完成 1" in shown
    assert "人员密集场所 100% 完成 1 / 应完成 1" in shown
    assert "设施运行人员 100% 完成 1 / 应完成 1" in shown and "1 次检查发现设施运行人员的问题" in shown
    assert "送气人员 0% 完成 0 / 应完成 1，差 1" in shown


@pytest.mark.mission("G2")
def test_who_is_missing_is_named_and_only_within_the_place(gas: Scene, clock: Clock) -> None:
    visit(gas, "柳荫面馆", on(4, 15, "12:10"))
    office = gas.person("office")
    missing = page(gas, office, more="/busy")
    assert "共 2 个" in missing and "稻香饭庄" in missing and "快送站" in missing and "柳荫面馆" not in missing
    assert "快送站" in page(gas, office, more="/riders")
    below = page(gas, office, FIRST, "/busy")
    assert "稻香饭庄" in below and "快送站" not in below
    clerk = gas.person("clerk")
    assert clerk.client.get(f"/focus/{gas.campaign.pk}/{gas.org(STREET).number}").status_code == 404, (
        "outside its village"
    )
    assert office.client.get(f"/focus/{gas.campaign.pk}/{gas.org(STREET).number}/nowhere").status_code == 404


@pytest.mark.mission("G2")
def test_a_share_that_the_plan_wants_in_key_times_is_judged(gas: Scene, clock: Clock) -> None:
    visit(gas, "青禾供应站", on(4, 16, "15:00"))
    office = gas.person("office")
    assert "拉网式检查燃气经营单位0%，未达到" in page(gas, office)
    visit(gas, "柳荫面馆", on(4, 15, "12:10"))
    shown = page(gas, office)
    assert "逐户检查用气餐饮场所100%，达到 至少 50% 在午间用气高峰、晚间用气高峰、节假日" in shown


@pytest.mark.mission("G2")
def test_the_board_leads_there(gas: Scene, clock: Clock) -> None:
    board = gas.person("office").client.get("/").content.decode()
    assert f"/focus/{gas.campaign.pk}/{gas.org(STREET).number}" in board
    assert "/milestones/" not in board, "a plan without milestones has no page of them"


@pytest.mark.mission("R2")
def test_milestones_burn_down_and_say_when_they_will_be_reached(db: None, clock: Clock) -> None:
    half = {
        "id": "half",
        "title": "5月20日前销号一半",
        "reach": {"measure": "cases.struck", "of": "cases.filed", "at_least": 0.5},
        "by": {"level": "township", "role": "office"},
        "from": "2026-04-13",
        "to": "2026-05-20",
    }
    scene = build_scene(build_cast(BEGIN), {**PLAN, "duties": [*PLAN["duties"], half]})
    cases = [scene.found("papers", clock.now, title=f"第{number}处") for number in range(4)]
    go_round(scene, cases[0])
    office = scene.person("office")
    page = f"/milestones/{scene.campaign.pk}/{scene.org(STREET).number}"
    assert page in office.client.get("/").content.decode()
    shown = office.look(page)
    assert "共立案 4 处，还剩 3 处没有销号" in shown
    assert "5月20日前销号一半" in shown and "1 / 2，还差 1" in shown
    assert scene.person("fire").client.get(page).status_code == 404, "a bureau sees its own line only"
