"""packs/food-workshops: sorted by the catalogue, seen to by the stations, roster and summary on their dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pyxform.xls2xform import convert

from taizhang.checkup import check_pack
from taizhang.core.calendar import CHINA
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.plan import Plan, load_plan, startable
from tests.core.sources import sources_in

PACK = Path(__file__).parents[2] / "packs" / "food-workshops"
STARTS_AT = datetime(2026, 5, 8, 8, tzinfo=CHINA)
PLACES = [
    Place(1, "area", "county", "/1/", "禾川县", None),
    Place(2, "bureau", "county", "/1/2/", "局评审中心", 1),
    Place(11, "area", "township", "/1/11/", "石桥镇", 1),
    Place(12, "station", "township", "/1/11/12/", "石桥监管所", 11),
    Place(111, "area", "village", "/1/11/111/", "米坊村", 11),
    Place(21, "area", "township", "/1/21/", "豆香镇", 1),
    Place(22, "station", "township", "/1/21/22/", "豆香监管所", 21),
    Place(211, "area", "village", "/1/21/211/", "酒坊村", 21),
]
ALLOWED, FORBIDDEN = "允许生产加工", "禁止生产加工"
WORKSHOPS: list[tuple[int, dict[str, Any]]] = [
    (111, {"name": "老井酒坊", "catalogue": FORBIDDEN, "intention": "无意向", "licensed": "没有证件"}),
    (111, {"name": "桂花糕点坊", "catalogue": FORBIDDEN, "intention": "有意向", "licensed": "没有证件"}),
    (211, {"name": "石桥米粉坊", "catalogue": ALLOWED, "licensed": "持有有效证件"}),
    (211, {"name": "豆香豆腐坊", "catalogue": ALLOWED, "licensed": "证件过期"}),
    (211, {"name": "南岸油坊", "catalogue": "尚未核定", "licensed": "没有证件"}),
]
REGISTER = [
    RegisterItem(UUID(int=number), "workshop", place, fields, STARTS_AT)
    for number, (place, fields) in enumerate(WORKSHOPS, 1)
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PACK)


@pytest.fixture(scope="module")
def specs(plan: Plan) -> list[DutySpec]:
    horizon = STARTS_AT + timedelta(days=100)
    return list(expand(plan, UUID(int=99), PLACES, REGISTER, STARTS_AT, horizon, units={"assessment": 2}))


def owed(specs: list[DutySpec], rule: str) -> set[tuple[int, int | None]]:
    """{(who owes it, the number of the workshop)}"""
    return {(one.bearer, one.subject.int if one.subject else None) for one in specs if one.rule == rule}


def test_it_loads_starts_and_checks_clean(plan: Plan) -> None:
    assert startable(plan)
    assert [found for found in check_pack(PACK) if found.severity.label != "提示"] == []


def test_every_checklist_is_a_form_for_odk_collect(plan: Plan) -> None:
    for name, text in plan.checklists.items():
        assert f'id="{name}"' in convert(text, file_type=".md", warnings=[]).xform
    judged = [item for name in plan.checklists for item in plan.checklist(name).items if item.judged]  # type: ignore[union-attr]
    assert all(plan.category(item.category) and item.clause for item in judged)


def test_every_source_is_a_sentence_of_the_plan_text(plan: Plan) -> None:
    text = (PACK / "plan.txt").read_text(encoding="utf-8")
    sources = list(sources_in(plan.to_dict()))
    assert len(sources) > 40
    assert [source for source in sources if source not in text] == []
    assert all(rule.source for rule in [*plan.duties, *plan.long_term, *plan.reports])


@pytest.mark.mission("W1")
def test_the_catalogue_decides_what_the_station_of_the_township_has_to_do(specs: list[DutySpec]) -> None:
    assert owed(specs, "ban-each") == {(12, 1)}
    assert owed(specs, "help-to-merge") == {(12, 2)}
    assert owed(specs, "eight-checks") == {(22, 3)}
    assert owed(specs, "help-to-licence") == {(22, 4)}
    assert owed(specs, "register-each") == {(12, 1), (12, 2), (22, 3), (22, 4), (22, 5)}, "nobody is left out"


@pytest.mark.mission("W1")
def test_a_workshop_that_gets_its_licence_is_checked_instead_of_helped(plan: Plan) -> None:
    licensed = RegisterItem(UUID(int=4), "workshop", 211, {**WORKSHOPS[3][1], "licensed": "持有有效证件"}, STARTS_AT)
    horizon = STARTS_AT + timedelta(days=60)
    rules = {spec.rule for spec in expand(plan, UUID(int=99), PLACES, [licensed], STARTS_AT, horizon) if spec.subject}
    assert "eight-checks" in rules
    assert "help-to-licence" not in rules


def test_the_eight_checks_are_eight(plan: Plan) -> None:
    checklist = plan.checklist("eight-checks")
    assert checklist is not None
    assert len([item for item in checklist.items if item.judged]) == 8


@pytest.mark.mission("W3")
def test_each_station_owes_the_roster_and_later_the_summary_with_its_tables(specs: list[DutySpec]) -> None:
    for rule, day, who in (
        ("roster-due", date(2026, 5, 24), {12, 22}),
        ("summary-due", date(2026, 8, 3), {12, 22}),
        ("summary-tables", date(2026, 8, 3), {12, 22, 2}),
    ):
        of_rule = [spec for spec in specs if spec.rule == rule]
        assert {spec.bearer for spec in of_rule} == who
        assert {spec.due_at.astimezone(CHINA).date() for spec in of_rule} == {day}


@pytest.mark.mission("W6")
def test_coverage_has_to_be_whole(plan: Plan) -> None:
    rule = plan.duty("full-coverage")
    assert rule is not None
    assert rule.reach is not None
    assert (rule.reach.measure, rule.reach.of, rule.reach.at_least) == ("duties.inspect.met", "duties.inspect.owed", 1)
