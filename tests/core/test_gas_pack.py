"""packs/gas-safety: the five kinds of subject, the criteria of 2023, the three phases, all from the plan's own text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pyxform.xls2xform import convert

from taizhang.core.calendar import CHINA
from taizhang.core.checklists import failures
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.plan import Plan, load_plan, shift, startable
from tests.core.sources import sources_in

PACK = Path(__file__).parents[2] / "packs" / "gas-safety"
KINDS = ["gas-operator", "delivery", "appliance-service", "gas-works", "restaurant"]
PLACES = [
    Place(1, "area", "township", "/1/", "青禾街道", None),
    Place(2, "station", "township", "/1/2/", "安监办", 1),
    Place(11, "area", "village", "/1/11/", "柳溪社区", 1),
    Place(111, "area", "grid", "/1/11/111/", "柳溪第一网格", 11),
]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PACK)


@pytest.fixture(scope="module")
def specs(plan: Plan) -> list[DutySpec]:
    starts_at = datetime(2026, 3, 20, 8, tzinfo=CHINA)
    items = [RegisterItem(UUID(int=n), kind, 111, {"name": kind}, starts_at) for n, kind in enumerate(KINDS, 1)]
    horizon = starts_at + timedelta(days=366)
    return list(expand(plan, UUID(int=99), PLACES, items, starts_at, horizon, units={"safety-office": 2}))


def due(specs: list[DutySpec], rule: str) -> set[tuple[int, str, date]]:
    return {(spec.bearer, spec.role, spec.due_at.date()) for spec in specs if spec.rule == rule}


def judged_items(plan: Plan, checklist: str | None) -> int:
    found = plan.checklist(checklist or "")
    return sum(item.judged for item in found.items) if found else 0


@pytest.mark.mission("G1")
def test_five_kinds_of_subject_each_with_its_own_fields_and_checklist(plan: Plan) -> None:
    assert [kind.id for kind in plan.subject_kinds] == KINDS
    own = [frozenset(field.id for field in kind.fields) for kind in plan.subject_kinds]
    assert len(set(own)) == 5
    assert all(kind.identity and kind.field("name") for kind in plan.subject_kinds)
    sizes = {kind.id: judged_items(plan, kind.checklist) for kind in plan.subject_kinds}
    assert sizes.pop("restaurant") in range(12, 19)
    assert all(size in range(8, 20) for size in sizes.values())
    assert {
        field.privacy for kind in plan.subject_kinds for field in kind.fields if field.id in ("person", "phone")
    } == {"personal"}


@pytest.mark.mission("X4")
def test_categories_have_severity_period_and_basis_and_unconfirmed_ones_are_marked(plan: Plan) -> None:
    assert startable(plan)
    assert {category.severity for category in plan.categories} == {"general", "serious", "major"}
    assert all(category.basis and category.period and category.line for category in plan.categories)
    assert any(not category.confirmed for category in plan.categories)
    judged = [item for name in plan.checklists for item in plan.checklist(name).items if item.judged]  # type: ignore[union-attr]
    assert all(item.category and item.clause for item in judged)
    used = {item.category for item in judged}
    assert used == {category.id for category in plan.categories}


@pytest.mark.mission("C28")
def test_the_criteria_for_major_hazards_are_items_with_their_clause(plan: Plan) -> None:
    checklist = plan.checklist("operator-gas")
    assert checklist is not None
    answers = {item.name: "fail" for item in checklist.items if item.judged}
    found = {failure.item: failure for failure in failures(checklist, answers)}
    articles = {failure.clause.rpartition("》")[2][:3] for failure in found.values() if "判定标准" in failure.clause}
    assert articles == {"第四条", "第五条", "第六条", "第七条", "第八条", "第九条"}
    category = plan.category(found["licence"].category)
    assert category is not None
    assert (category.severity, category.period) == ("major", "1d")


def test_every_checklist_is_a_form_for_odk_collect(plan: Plan) -> None:
    for name, text in plan.checklists.items():
        form = convert(text, file_type=".md", warnings=[])
        assert f'id="{name}"' in form.xform


def test_every_source_is_a_sentence_of_the_plan_text(plan: Plan) -> None:
    text = (PACK / "plan.txt").read_text(encoding="utf-8")
    sources = list(sources_in(plan.to_dict()))
    assert len(sources) > 60
    assert [source for source in sources if source not in text] == []
    assert all(rule.source for rule in [*plan.duties, *plan.long_term])
    assert all(report.source for report in plan.reports)


def test_first_phase_the_notice_reaches_every_subject(specs: list[DutySpec]) -> None:
    receipts = [spec for spec in specs if spec.rule == "notice-receipt"]
    assert {spec.subject for spec in receipts} == {UUID(int=n) for n in range(1, 6)}
    assert {(spec.verb, spec.due_at.date()) for spec in receipts} == {("acknowledge", date(2026, 4, 12))}


def test_second_phase_every_subject_is_inspected_and_inspects_itself(specs: list[DutySpec]) -> None:
    for verb in ("inspect", "self_inspect"):
        found = {spec.subject for spec in specs if spec.verb == verb and spec.due_at.date() <= date(2026, 7, 31)}
        assert found == {UUID(int=n) for n in range(1, 6)}
    assert due(specs, "check-restaurants") == {(111, "grid-worker", date(2026, 7, 31))}
    assert due(specs, "check-operators") == {(11, "clerk", date(2026, 7, 31))}


def test_third_phase_the_safety_office_rechecks_and_operators_sum_up(specs: list[DutySpec]) -> None:
    assert due(specs, "recheck-villages") == {(2, "supervisor", date(2026, 8, 31))}
    assert due(specs, "spot-check") == {(2, "supervisor", date(2026, 8, 31))}
    assert due(specs, "revised-rules-due") == {(111, "owner", date(2026, 8, 20))}
    assert len([spec for spec in specs if spec.rule == "summary-due"]) == 5
    assert due(specs, "archive-due") == {(11, "clerk", date(2026, 8, 25))}


def test_the_daily_report_goes_from_the_villages_at_four_to_the_street_at_half_past_five(specs: list[DutySpec]) -> None:
    day = {
        (spec.bearer, f"{spec.due_at:%H:%M}") for spec in specs if spec.rule == "daily" and spec.period == "2026-05-06"
    }
    assert day == {(11, "16:00"), (1, "17:30")}
    fridays = {spec.due_at.weekday() for spec in specs if spec.rule == "weekly"}
    assert fridays == {4}


def test_patrols_outlive_the_campaign(specs: list[DutySpec]) -> None:
    lasting = {spec.rule for spec in specs if spec.opens_at.date() > date(2026, 8, 31)}
    assert lasting == {"quarterly-operators", "monthly-restaurants"}


def test_the_pack_can_be_started_on_another_day(plan: Plan) -> None:
    moved = shift(plan, date(2027, 3, 1))
    assert moved.start == date(2027, 3, 1)
    assert moved.end == date(2027, 3, 1) + (date(2026, 8, 31) - date(2026, 3, 20))
    assert moved.duty("summary-due").to == "2027-08-01"  # type: ignore[union-attr]
