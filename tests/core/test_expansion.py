"""Duties arise from plan, tree and register: the same ones, in whatever order and however often it is done."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.core.calendar import CHINA
from taizhang.core.duties import DutySpec, Expansion, Place, RegisterItem, expand
from taizhang.core.plan import Plan, parse_plan

from .plan_examples import CAMPAIGN, PLACES, REGISTER, STARTS_AT, UNITS, plan_of

PLAN_TEXT = """
phases:
  - {id: publicity, name: 宣传发动, start: 2026-03-02, end: 2026-03-31}
  - {id: screening, name: 排查治理, start: 2026-04-01, end: 2026-06-30}
  - {id: consolidation, name: 巩固提高, start: 2026-07-01, end: 2026-07-31}
duties:
  - id: check
    title: 检查
    inspect: {kind: restaurant}
    by: {level: grid}
    during: screening
    grace: 15d
    otherwise: [remind@-3d, supervise@0d]
  - id: monthly
    title: 月查
    inspect: {kind: gas-operator}
    by: {level: village}
    during: screening
    every: monthly
    times: 2
  - id: self
    title: 自查
    self_inspect: {kind: all}
    by: subject
    during: [screening, consolidation]
    every: per-phase
  - {id: meeting, title: 例会, hold: {what: meeting}, by: {level: village}, every: weekly, on: mon, at: "10:00"}
  - {id: look, title: 复查, recheck: {level: village}, by: {unit: safety-office}, during: consolidation}
long_term:
  - {id: patrol, title: 巡查, patrol: {kind: all}, by: {level: village}, every: quarterly}
reports:
  - id: daily
    title: 日报
    every: twice-daily
    during: screening
    measures: [cases.open]
    chain:
      - {level: village, at: ["10:30", "16:00"]}
      - {unit: safety-office, at: ["11:00", "17:00"]}
      - {level: township, at: ["11:30", "17:30"]}
"""
WHOLE = settings(max_examples=25, deadline=None)
"""For properties whose every example expands a whole campaign."""

HORIZON = STARTS_AT + timedelta(days=366)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(PLAN_TEXT)


def duties(plan: Plan, horizon: datetime = HORIZON, **options: object) -> list[DutySpec]:
    options = {"places": PLACES, "subjects": REGISTER, "starts_at": STARTS_AT, **options}
    return list(expand(plan, CAMPAIGN, horizon=horizon, units=UNITS, **options))  # type: ignore[arg-type]


def about_subject(plan: Plan, item: RegisterItem) -> list[DutySpec]:
    return list(Expansion(plan, CAMPAIGN, PLACES, STARTS_AT, HORIZON, units=UNITS).about_subjects([item]))


def test_every_subject_bearer_and_period_gets_its_duty(plan: Plan) -> None:
    counted = Counter(spec.rule for spec in duties(plan))
    assert counted == {
        "check": 2,
        "monthly": 3 * 2,
        "self": 3 * 2,
        "meeting": 2 * 22,  # Mondays from 2 March to 27 July
        "look": 2,
        "patrol": 3 * 3,
        "daily": 91 * 2 * 4,
    }


def test_ids_are_unique_and_the_same_for_the_same_campaign_only(plan: Plan) -> None:
    specs = duties(plan)
    assert len({spec.id for spec in specs}) == len(specs)
    assert specs == duties(plan)
    other = expand(plan, UUID(int=2), PLACES, REGISTER, STARTS_AT, HORIZON, units=UNITS)
    assert not {spec.id for spec in other} & {spec.id for spec in specs}


@WHOLE
@given(st.permutations(PLACES), st.permutations(REGISTER))
def test_the_order_of_places_and_subjects_does_not_matter(places: list[Place], subjects: list[RegisterItem]) -> None:
    plan = plan_of(PLAN_TEXT)
    assert set(duties(plan, places=places, subjects=subjects)) == set(duties(plan))


@WHOLE
@given(st.integers(0, 400), st.integers(0, 400))
def test_a_later_horizon_only_adds(one: int, more: int) -> None:
    plan = plan_of(PLAN_TEXT)
    near, far = (STARTS_AT + timedelta(days=days) for days in (one, one + more))
    first, both = set(duties(plan, near)), set(duties(plan, far))
    assert first <= both
    assert all(spec.opens_at > near for spec in both - first)


@WHOLE
@given(st.integers(0, 200))
def test_a_subject_that_comes_later_gets_what_it_would_have_got_among_the_others(days: int) -> None:
    plan = plan_of(PLAN_TEXT)
    item = RegisterItem(UUID(int=900), "restaurant", 111, {"name": "新店"}, STARTS_AT + timedelta(days=days))
    alone = about_subject(plan, item)
    among = [spec for spec in duties(plan, subjects=[*REGISTER, item]) if spec.subject == item.id]
    assert alone == among
    assert all(spec.opens_at >= item.added_at for spec in alone)


@pytest.mark.mission("X2")
@WHOLE
@given(st.integers(-40, 100))
def test_windows_lie_within_phases_and_never_before_the_campaign_started(days: int) -> None:
    plan = plan_of(PLAN_TEXT)
    starts_at = STARTS_AT + timedelta(days=days)
    specs = duties(plan, starts_at=starts_at, horizon=starts_at + timedelta(days=300))
    assert specs
    for spec in specs:
        assert starts_at <= spec.opens_at <= spec.due_at
        assert all(at > spec.opens_at for _, at in spec.rungs)
    late = date(2026, 7, 31)
    assert all(spec.due_at.date() <= late for spec in specs if spec.rule != "patrol" and spec.due_at.tzinfo)


def test_a_duty_that_was_over_before_the_campaign_started_is_not_owed(plan: Plan) -> None:
    starts_at = datetime(2026, 7, 1, tzinfo=CHINA)
    rules = {spec.rule for spec in duties(plan, starts_at=starts_at, horizon=starts_at + timedelta(days=30))}
    assert rules == {"self", "meeting", "look"}


def test_the_bearer_is_the_nearest_org_upward_and_a_gap_in_the_grid_falls_to_the_place_itself(plan: Plan) -> None:
    bearers = {spec.subject: (spec.place, spec.bearer, spec.role) for spec in duties(plan) if spec.rule == "check"}
    assert bearers == {UUID(int=101): (111, 111, "grid-worker"), UUID(int=102): (12, 12, "grid-worker")}
    own = {spec.subject: (spec.bearer, spec.role) for spec in duties(plan) if spec.rule == "self"}
    assert own[UUID(int=103)] == (11, "owner")


def test_a_subject_that_moves_keeps_its_duty_under_a_new_bearer(plan: Plan) -> None:
    here, there = (
        about_subject(plan, item)[0]
        for item in (REGISTER[0], RegisterItem(REGISTER[0].id, "restaurant", 12, {}, STARTS_AT))
    )
    assert here.id == there.id
    assert (here.bearer, there.bearer) == (111, 12)


def test_a_unit_bears_through_the_org_it_is_or_else_the_top(plan: Plan) -> None:
    assert {spec.bearer for spec in duties(plan) if spec.rule == "look"} == {2}
    assert {spec.place for spec in duties(plan) if spec.rule == "look"} == {11, 12}
    outside = list(expand(plan, CAMPAIGN, PLACES, [], STARTS_AT, HORIZON, units={"safety-office": 777}))
    assert {(spec.bearer, spec.place) for spec in outside if spec.rule == "look"} == {(777, 11), (777, 12)}
    assert {spec.place for spec in outside if spec.rule == "daily" and spec.bearer == 777} == {1}
    unmapped = expand(plan, CAMPAIGN, PLACES, [], STARTS_AT, HORIZON)
    assert {spec.bearer for spec in unmapped if spec.rule == "look"} == {1}


@pytest.mark.mission("C48")
def test_a_report_climbs_its_chain_twice_a_day_with_a_cut_off_at_each_stop(plan: Plan) -> None:
    day = [spec for spec in duties(plan) if spec.rule == "daily" and spec.period.startswith("2026-04-21")]
    assert sorted((spec.bearer, spec.period, f"{spec.due_at:%H:%M}") for spec in day) == [
        (1, "2026-04-21/1", "11:30"),
        (1, "2026-04-21/2", "17:30"),
        (2, "2026-04-21/1", "11:00"),
        (2, "2026-04-21/2", "17:00"),
        (11, "2026-04-21/1", "10:30"),
        (11, "2026-04-21/2", "16:00"),
        (12, "2026-04-21/1", "10:30"),
        (12, "2026-04-21/2", "16:00"),
    ]
    assert {spec.line for spec in day if spec.bearer == 2} == {"safety-office"}


@pytest.mark.mission("C48")
def test_nobody_up_the_chain_owes_a_report_whose_lowest_cut_off_had_passed_before_the_start(plan: Plan) -> None:
    late = duties(plan, starts_at=datetime(2026, 4, 21, 10, 45, tzinfo=CHINA))
    first_day = [spec.period for spec in late if spec.rule == "daily" and spec.period.startswith("2026-04-21")]
    assert set(first_day) == {"2026-04-21/2"} and len(first_day) == 4


def test_a_subject_found_near_the_end_still_gets_its_grace(plan: Plan) -> None:
    found = datetime(2026, 6, 25, 9, tzinfo=CHINA)
    item = RegisterItem(UUID(int=900), "restaurant", 111, {"name": "新店"}, found)
    specs = {spec.rule: spec for spec in about_subject(plan, item)}
    assert specs["check"].due_at.date() == date(2026, 7, 10)
    assert specs["check"].rungs[0] == ("remind", specs["check"].due_at - timedelta(days=3))


def test_moving_a_phase_keeps_the_ids_of_its_duties(plan: Plan) -> None:
    moved = plan_of(PLAN_TEXT.replace("end: 2026-06-30", "end: 2026-06-20"))
    before, after = ({spec.id: spec for spec in duties(one) if spec.rule in ("check", "self")} for one in (plan, moved))
    assert before.keys() == after.keys()
    assert {spec.due_at.date() for spec in after.values() if spec.rule == "check"} == {date(2026, 6, 20)}


def test_cost_follows_the_duties_not_places_times_subjects() -> None:
    """A county: counted through the pieces of work, so that it says the same on every machine."""
    villages = [Place(n, "area", "village", f"/1/{n}/", f"村{n}", 1) for n in range(10, 210)]
    places = [Place(1, "area", "county", "/1/", "县", None), *villages]
    asked: Counter[str] = Counter()

    class Watched(dict[str, object]):
        def get(self, key: str, default: object = None) -> object:
            asked[key] += 1
            return super().get(key, default)

    items = [
        RegisterItem(uuid5(CAMPAIGN, str(n)), "restaurant", 10 + n % 200, Watched(name="店", seats=n % 100), STARTS_AT)
        for n in range(3000)
    ]
    plan = plan_of(
        "duties:\n  - {id: check, title: 检查, inspect: {kind: restaurant, where: {seats: {at_least: 50}}},"
        " by: {level: village}, during: screening, every: monthly}\n"
        "reports:\n  - {id: daily, title: 日报, every: daily, measures: [cases.open], chain: [{level: village}]}\n"
    )
    specs = list(expand(plan, CAMPAIGN, places, items, STARTS_AT, HORIZON))
    assert Counter(spec.rule for spec in specs) == {"check": 1500 * 3, "daily": 200 * 152}
    assert asked["seats"] == len(items)


def test_a_plan_with_an_open_date_gives_no_duty_for_it() -> None:
    plan = parse_plan(
        "id: a\ntitle: 方案\nphases: [{id: one, name: 阶段, start: 2026-04-01, end: null}]\n"
        "duties: [{id: d, title: 会, by: {level: village}, hold: {what: meeting}},"
        " {id: e, title: 会, by: {level: village}, hold: {what: meeting}, to: null}]\n"
    )
    assert list(expand(plan, CAMPAIGN, PLACES, [], STARTS_AT, HORIZON)) == []


def test_a_place_owes_from_its_first_day_to_its_last(plan: Plan) -> None:
    since, until = datetime(2026, 4, 20, 13, tzinfo=CHINA), datetime(2026, 5, 20, 9, tzinfo=CHINA)
    young = replace(PLACES[2], since=since, until=until)
    assert (young.id, young.level) == (11, "village")
    own = [
        spec
        for spec in duties(plan, places=[young if place.id == 11 else place for place in PLACES])
        if spec.bearer == 11 and spec.subject is None
    ]
    assert all(spec.due_at >= since and since <= spec.opens_at <= until for spec in own)
    daily = [spec.period for spec in own if spec.rule == "daily"]
    assert (daily[0], daily[-1]) == ("2026-04-20/2", "2026-05-20/1")
    assert min(spec.period for spec in own if spec.rule == "meeting") == "2026-W18"


def test_a_subject_that_is_struck_from_the_register_owes_nothing_new(plan: Plan) -> None:
    ended = datetime(2026, 5, 2, 9, tzinfo=CHINA)
    gone = replace(REGISTER[2], ended_at=ended)
    before, after = (about_subject(plan, item) for item in (REGISTER[2], gone))
    assert set(after) == {spec for spec in before if spec.opens_at <= ended}
    assert len(after) < len(before)


def test_of_a_closed_campaign_only_the_patrols_go_on(plan: Plan) -> None:
    closed = datetime(2026, 5, 2, 9, tzinfo=CHINA)
    after = [spec for spec in duties(plan, closed_at=closed) if spec.opens_at > closed]
    assert {spec.rule for spec in after} == {"patrol"}
    assert [spec for spec in duties(plan, closed_at=closed) if spec.opens_at <= closed] == [
        spec for spec in duties(plan) if spec.opens_at <= closed
    ]
