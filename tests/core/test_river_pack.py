"""packs/river-structures: inventory, milestones, the chain of three cut-offs, the ladder of methods, patrols."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pyxform.xls2xform import convert

from taizhang.checkup import check_pack
from taizhang.core.calendar import CHINA
from taizhang.core.checklists import failures
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.plan import Plan, load_plan, shift, startable
from tests.core.sources import sources_in

PACK = Path(__file__).parents[2] / "packs" / "river-structures"
STARTS_AT = datetime(2026, 8, 10, 8, tzinfo=CHINA)
PLACES = [
    Place(1, "area", "county", "/1/", "禾川市", None),
    Place(2, "bureau", "county", "/1/2/", "水利局", 1),
    Place(3, "bureau", "county", "/1/3/", "住建局", 1),
    Place(11, "area", "township", "/1/11/", "苇岸镇", 1),
    Place(111, "area", "village", "/1/11/111/", "柳滩村", 11),
]
FIELDS: list[dict[str, Any]] = [
    {"name": "柳滩养殖场", "zone": "河道管理范围内", "livestock": "牛"},
    {"name": "芦花大棚", "zone": "河道保护范围内", "livestock": "无"},
    {"name": "堤外仓房", "zone": "范围外"},
]
REGISTER = [RegisterItem(UUID(int=n), "structure", 111, fields, STARTS_AT) for n, fields in enumerate(FIELDS, 1)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PACK)


@pytest.fixture(scope="module")
def specs(plan: Plan) -> list[DutySpec]:
    horizon = STARTS_AT + timedelta(days=200)
    return list(expand(plan, UUID(int=99), PLACES, REGISTER, STARTS_AT, horizon, units={"water": 2, "housing": 3}))


def of(specs: list[DutySpec], rule: str) -> list[DutySpec]:
    return [spec for spec in specs if spec.rule == rule]


def test_it_loads_starts_and_checks_clean(plan: Plan) -> None:
    assert startable(plan)
    assert [found for found in check_pack(PACK) if found.severity.label != "提示"] == []


@pytest.mark.mission("R1")
def test_the_inventory_holds_every_field_that_the_plan_names(plan: Plan) -> None:
    (kind,) = plan.subject_kinds
    labels = {field.label for field in kind.fields}
    assert {
        "河道",
        "所处范围",
        "违建类型",
        "占地面积",
        "土地性质",
        "饲养种类",
        "饲养数量",
        "搬迁去向",
        "群众诉求",
    } <= labels
    types = kind.field("structure_type")
    assert types is not None and set(types.choices) == {
        "养殖场", "种植大棚", "果园看护房", "临时住房", "棚架", "厂房", "成片树木",
    }  # fmt: skip
    area = kind.field("area_mu")
    assert area is not None and (area.type, area.unit) == ("number", "亩")


def test_every_checklist_is_a_form_for_odk_collect(plan: Plan) -> None:
    assert set(plan.checklists) == {"structure-survey", "site-recheck", "river-patrol", "township-acceptance"}
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


def test_the_milestones_fall_due_on_their_dates(specs: list[DutySpec]) -> None:
    due = {rule: {(spec.bearer, spec.due_at.date()) for spec in of(specs, rule)} for rule in
           ("milestone-first", "milestone-second", "township-half", "township-all")}  # fmt: skip
    assert due == {
        "milestone-first": {(1, date(2026, 9, 15))},
        "milestone-second": {(1, date(2026, 9, 30))},
        "township-half": {(11, date(2026, 9, 30))},
        "township-all": {(11, date(2026, 10, 20))},
    }


@pytest.mark.mission("R3")
def test_the_chain_has_three_cut_offs_twice_a_day(specs: list[DutySpec]) -> None:
    day = [spec for spec in of(specs, "twice-daily") if spec.period.startswith("2026-09-01")]
    assert sorted((spec.bearer, f"{spec.due_at:%H:%M}") for spec in day) == [
        (2, "10:30"), (2, "16:30"), (3, "11:00"), (3, "17:00"), (11, "10:00"), (11, "16:00"),
    ]  # fmt: skip
    assert plan_receiver(PACK) == "上级领导小组办公室"


def plan_receiver(pack: Path) -> str:
    return load_plan(pack).reports[0].receiver


def test_there_is_a_dispatch_meeting_every_day_of_the_removal(specs: list[DutySpec]) -> None:
    meetings = of(specs, "dispatch")
    assert len(meetings) == (date(2026, 10, 20) - date(2026, 8, 24)).days + 1
    assert {f"{spec.due_at:%H:%M}" for spec in meetings} == {"17:30"}


def test_every_case_of_a_structure_goes_down_the_ladder_of_three_steps(plan: Plan) -> None:
    (method,) = plan.methods
    assert [(step.name, step.period) for step in method.steps] == [("自拆", "10d"), ("助拆", "7d"), ("强拆", None)]
    assert method.steps[0].documents == ["removal-order"] and method.steps[2].documents == ["forced-notice"]
    survey = plan.checklist("structure-survey")
    assert survey is not None
    found = failures(survey, {"no_building": "fail", "no_shed": "fail", "no_trees": "fail"})
    assert {plan.category(one.category).method for one in found} == {"three-steps"}  # type: ignore[union-attr]


def test_where_animals_are_kept_they_are_moved_first(specs: list[DutySpec]) -> None:
    assert {spec.subject for spec in of(specs, "relocation-plan-due")} == {UUID(int=1)}
    assert {spec.subject for spec in of(specs, "remove-each")} == {UUID(int=1), UUID(int=2)}


def test_a_missed_milestone_is_circulated_and_the_last_rungs_are_for_people_to_decide(plan: Plan) -> None:
    rule = plan.duty("township-half")
    assert rule is not None
    rungs = [step.partition("@")[0] for step in rule.otherwise]
    assert rungs == ["remind", "supervise", "circulate", "interview", "account"]
    assert plan.category("clue").line == "discipline"  # type: ignore[union-attr]


@pytest.mark.mission("R7")
def test_patrols_at_three_levels_outlive_the_campaign(specs: list[DutySpec]) -> None:
    lasting = {(spec.rule, spec.bearer) for spec in specs if spec.opens_at.date() > date(2026, 11, 15)}
    assert lasting == {("village-patrol", 111), ("township-patrol", 11), ("county-patrol", 2)}


def test_the_pack_can_be_started_on_another_day(plan: Plan) -> None:
    moved = shift(plan, date(2027, 3, 1))
    assert moved.start == date(2027, 3, 1)
    assert moved.duty("milestone-first").to == "2027-04-06"  # type: ignore[union-attr]
