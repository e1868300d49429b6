"""packs/abandoned-farmland: what is written down of a parcel, three ways to till it again, villages to zero."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pyxform.xls2xform import convert

from taizhang.checkup import check_pack
from taizhang.core.calendar import CHINA, working_calendar
from taizhang.core.checklists import failures
from taizhang.core.duties import DutySpec, Place, RegisterItem, expand
from taizhang.core.entry import Entry
from taizhang.core.methods import climb
from taizhang.core.plan import Plan, load_plan, startable
from tests.core.sources import sources_in

PACK = Path(__file__).parents[2] / "packs" / "abandoned-farmland"
STARTS_AT = datetime(2027, 3, 15, 8, tzinfo=CHINA)
PLACES = [
    Place(1, "area", "county", "/1/", "麦川县", None),
    Place(2, "bureau", "county", "/1/2/", "县政府办公室", 1),
    Place(3, "bureau", "county", "/1/3/", "自然资源局", 1),
    Place(11, "area", "township", "/1/11/", "塬上镇", 1),
    *(Place(100 + number, "area", "village", f"/1/11/{100 + number}/", f"第{number}村", 11) for number in range(200)),
]
FIELDS: list[dict[str, Any]] = [
    {"use_found": "撂荒", "land_class": "一般耕地"},
    {"use_found": "果树林木", "land_class": "永久基本农田"},
    {"use_found": "果树林木", "land_class": "一般耕地"},
    {"use_found": "取土", "land_class": "高标准农田"},
    {"use_found": "正常耕种", "land_class": "粮食生产功能区"},
]
REGISTER = [RegisterItem(UUID(int=n), "parcel", 100, fields, STARTS_AT) for n, fields in enumerate(FIELDS, 1)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(PACK)


@pytest.fixture(scope="module")
def specs(plan: Plan) -> list[DutySpec]:
    horizon = STARTS_AT + timedelta(days=330)
    units = {"inspectors": 2, "land": 3}
    return list(expand(plan, UUID(int=99), PLACES, REGISTER, STARTS_AT, horizon, units=units))


def of(specs: list[DutySpec], rule: str) -> list[DutySpec]:
    return [spec for spec in specs if spec.rule == rule]


def test_it_loads_starts_and_checks_clean(plan: Plan) -> None:
    assert startable(plan)
    assert [found for found in check_pack(PACK) if found.severity.label != "提示"] == []


def test_every_source_is_a_sentence_of_the_plan_text(plan: Plan) -> None:
    text = (PACK / "plan.txt").read_text(encoding="utf-8")
    sources = list(sources_in(plan.to_dict()))
    assert len(sources) > 40
    assert [source for source in sources if source not in text] == []
    assert all(rule.source for rule in [*plan.duties, *plan.long_term, *plan.reports])


def test_every_checklist_is_a_form_for_odk_collect_and_files_what_fails(plan: Plan) -> None:
    assert set(plan.checklists) == {"parcel-survey", "parcel-recheck", "farmland-patrol", "township-supervision"}
    for name, text in plan.checklists.items():
        assert f'id="{name}"' in convert(text, file_type=".md", warnings=[]).xform
    judged = [item for name in plan.checklists for item in plan.checklist(name).items if item.judged]  # type: ignore[union-attr]
    assert all(plan.category(item.category) and item.clause for item in judged)


@pytest.mark.mission("F1")
def test_a_parcel_is_written_down_with_holder_areas_land_class_and_use(plan: Plan) -> None:
    kind = plan.kind("parcel")
    assert kind is not None
    holder, area, outline = kind.field("person"), kind.field("paper_mu"), kind.field("outline")
    assert holder is not None and holder.required and holder.privacy == "personal"
    assert area is not None and area.unit == "亩" and area.required
    assert outline is not None and outline.type == "polygon"
    assert kind.field("land_class").choices == ["永久基本农田", "粮食生产功能区", "高标准农田", "一般耕地"]  # type: ignore[union-attr]
    assert {"撂荒", "果树林木", "鱼塘", "造景", "取土"} <= set(kind.field("use_found").choices)  # type: ignore[union-attr]


@pytest.mark.mission("F2")
def test_what_becomes_of_a_parcel_follows_from_its_use_and_land_class(specs: list[DutySpec]) -> None:
    assert {spec.subject for spec in of(specs, "till-each")} == {UUID(int=1)}
    assert {spec.subject for spec in of(specs, "clear-each")} == {UUID(int=2)}
    assert {spec.subject for spec in of(specs, "rebuild-each")} == {UUID(int=4)}


@pytest.mark.mission("F2")
def test_the_collective_takes_back_only_after_both_periods_with_minutes_and_legal_review(plan: Plan) -> None:
    survey = plan.checklist("parcel-survey")
    assert survey is not None
    (found,) = failures(survey, {"not_idle": "fail"})
    method = plan.method(plan.category(found.category).method or "")  # type: ignore[union-attr]
    assert method is not None
    start = datetime(2027, 4, 12, 9, tzinfo=CHINA)
    papers = {step.id: list(step.documents) for step in method.steps}

    def entered(step: str, day: int, **body: Any) -> Entry:
        said = {"step": step, "documents": papers[step], **body}
        at = start + timedelta(days=day)
        return Entry(UUID(int=day + 1), "method.entered", UUID(int=9), UUID(int=8), 100, "user:1", 1, at, at, said)

    proof = {"evidence": [{"sha256": "0" * 64}]}
    calendar = working_calendar()
    own = entered("own", 0)
    for early, why in (
        (entered("transfer", 20, **proof), "period-runs"),
        (entered("transfer", 35), "evidence-missing"),
        (entered("take-back", 35, **proof), "step-out-of-order"),
    ):
        state, (aside,) = climb(method, [own, early], calendar)
        assert (aside.refusal, state.step.id) == (why, "own")  # type: ignore[union-attr]
    transfer = entered("transfer", 35, **proof)
    hasty = entered("take-back", 100, documents=["take-back-decision"], **proof)
    state, (aside,) = climb(method, [own, transfer, hasty], calendar)
    assert aside.refusal == "document-not-served", "without the legal review nothing is taken back"
    state, lost = climb(method, [own, transfer, entered("take-back", 101, **proof)], calendar)
    assert lost == [] and state.step.id == "take-back"  # type: ignore[union-attr]


@pytest.mark.mission("F5")
def test_two_hundred_villages_owe_zero_by_the_end_of_the_year(specs: list[DutySpec]) -> None:
    zero = of(specs, "village-zero")
    assert len({spec.bearer for spec in zero}) == 200
    assert {spec.due_at.date() for spec in zero} == {date(2027, 12, 31)}


@pytest.mark.mission("F5")
def test_the_county_looks_in_every_month_and_a_township_that_lags_is_proposed_for_an_interview(
    plan: Plan, specs: list[DutySpec]
) -> None:
    assert {(spec.bearer, spec.place) for spec in of(specs, "county-supervision")} == {(2, 11)}
    assert {spec.due_at.month for spec in of(specs, "county-draw")} == {4, 5, 6, 7, 8, 9, 10, 11, 12}
    for rule in ("township-half", "township-nine-tenths"):
        rungs = [step.partition("@")[0] for step in plan.duty(rule).otherwise]  # type: ignore[union-attr]
        assert rungs == ["remind", "supervise", "circulate", "interview"]
