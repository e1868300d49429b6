"""packs/rural-environment: five key tasks with quantities, the rhythm of the hundred days, groups walked, letters."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pyxform.xls2xform import convert

from taizhang.checkup import check_pack
from taizhang.core.calendar import CHINA
from taizhang.core.checklists import failures
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.plan import Plan, load_plan, startable
from tests.core.sources import sources_in

PACK = Path(__file__).parents[2] / "packs" / "rural-environment"
STARTS_AT = datetime(2026, 3, 5, 8, tzinfo=CHINA)
PLACES = [
    Place(1, "area", "township", "/1/", "芦塘镇", None),
    Place(2, "bureau", "township", "/1/2/", "环村办", 1),
    Place(3, "bureau", "township", "/1/3/", "建设站", 1),
    Place(4, "bureau", "township", "/1/4/", "镇纪委", 1),
    Place(11, "area", "village", "/1/11/", "槐荫村", 1),
    Place(111, "area", "grid", "/1/11/111/", "槐荫第一网格", 11),
]
UNITS = {"environment": 2, "building": 3, "discipline": 4}
REGISTER = [
    RegisterItem(UUID(int=1), "household", 111, {"name": "槐荫1号"}, STARTS_AT),
    RegisterItem(UUID(int=2), "villager-group", 11, {"name": "槐荫一组"}, STARTS_AT),
    RegisterItem(UUID(int=3), "villager-group", 11, {"name": "槐荫二组"}, STARTS_AT),
    RegisterItem(UUID(int=4), "public-area", 11, {"name": "中心巷"}, STARTS_AT),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PACK)


@pytest.fixture(scope="module")
def specs(plan: Plan) -> list[DutySpec]:
    horizon = STARTS_AT + timedelta(days=170)
    return list(expand(plan, UUID(int=99), PLACES, REGISTER, STARTS_AT, horizon, units=UNITS))


def of(specs: list[DutySpec], rule: str) -> list[DutySpec]:
    return [spec for spec in specs if spec.rule == rule]


@pytest.mark.mission("E4")
def test_it_starts_and_the_check_up_warns_of_nothing_but_the_fine_that_is_off_by_default(plan: Plan) -> None:
    assert startable(plan)
    assert [found.code for found in check_pack(PACK) if found.severity.label != "提示"] == ["burden.fine"]
    fine = next(one for one in plan.ratings[0].consequences if "罚款" in one.proposal)
    assert fine.harsh


def test_every_checklist_is_a_form_for_odk_collect_and_every_failure_has_its_category(plan: Plan) -> None:
    for name, text in plan.checklists.items():
        assert f'id="{name}"' in convert(text, file_type=".md", warnings=[]).xform
    judged = [item for name in plan.checklists for item in plan.checklist(name).items if item.judged]  # type: ignore[union-attr]
    assert len(judged) > 20 and all(plan.category(item.category) and item.clause for item in judged)


def test_every_source_is_a_sentence_of_the_plan_text(plan: Plan) -> None:
    text = (PACK / "plan.txt").read_text(encoding="utf-8")
    sources = list(sources_in(plan.to_dict()))
    assert len(sources) > 50
    assert [source for source in sources if source not in text] == []
    assert all(rule.source for rule in [*plan.duties, *plan.long_term, *plan.reports, *plan.ratings])


@pytest.mark.mission("E1")
def test_each_key_task_has_its_problems_and_the_goals_have_numbers_and_a_day(plan: Plan, specs: list[DutySpec]) -> None:
    groups = Counter(category.group for category in plan.categories)
    assert {"清理脏", "乱堆乱放", "违建", "长效机制"} <= set(groups)
    assert "新增林带2公里" in (PACK / "plan.txt").read_text(encoding="utf-8")
    goals = {rule.id: (rule.reach.measure, rule.reach.of, rule.reach.at_least) for rule in plan.duties if rule.reach}
    assert goals == {
        "all-struck": ("cases.struck", "cases.filed", 1),
        "all-looked-at": ("duties.inspect.met", "duties.inspect.owed", 1),
    }
    assert {spec.due_at.date() for rule in goals for spec in of(specs, rule)} == {date(2026, 6, 9)}


@pytest.mark.mission("E3")
def test_the_rhythm_is_daily_weekly_monthly_and_quarterly(specs: list[DutySpec]) -> None:
    patrols, viewings = of(specs, "daily-patrol"), of(specs, "weekly-viewing")
    assert {spec.bearer for spec in patrols} == {11} and {spec.bearer for spec in viewings} == {1}
    days = [spec.due_at.date() for spec in patrols]
    assert len(days) == len(set(days)) > 55
    assert len(viewings) == 13 and all(spec.due_at <= STARTS_AT + timedelta(days=100) for spec in viewings)
    assert sorted(spec.period for spec in of(specs, "monthly-brief-due")) == [
        "2026-03",
        "2026-04",
        "2026-05",
        "2026-06",
    ]
    assert sorted(spec.period for spec in of(specs, "quarterly-summary-due")) == ["2026-Q1", "2026-Q2"]


@pytest.mark.mission("E7")
def test_every_villager_group_is_walked_and_a_dead_corner_becomes_a_case(plan: Plan, specs: list[DutySpec]) -> None:
    assert {spec.subject for spec in of(specs, "group-walk")} == {UUID(int=2), UUID(int=3)}
    walk = plan.checklist("group-walk")
    assert walk is not None
    assert [one.category for one in failures(walk, {"no_corner": "fail", "no_pile": "pass"})] == ["corner"]


@pytest.mark.mission("E6", "C65")
def test_every_household_signs_the_letter_and_for_the_notice(specs: list[DutySpec]) -> None:
    assert {spec.subject for spec in of(specs, "three-letters")} == {UUID(int=1)}
    assert {spec.subject for spec in of(specs, "notice-receipt")} == {UUID(int=1)}
    assert len(of(specs, "villagers-evaluate")) == 4


@pytest.mark.mission("E9")
def test_after_the_hundred_days_villages_patrol_and_the_contractor_is_accepted_each_month(
    specs: list[DutySpec],
) -> None:
    lasting = {(spec.rule, spec.bearer) for spec in specs if spec.opens_at.date() > date(2026, 6, 30)}
    assert lasting == {("weekly-patrol", 11), ("accept-contractor", 2)}
