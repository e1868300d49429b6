"""A plan lived through before anybody has to: what happened, whether the promises held, and where it would break."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.journal.models import StoredEntry
from taizhang.rehearsal.outcome import Outcome
from taizhang.rehearsal.run import rehearse
from taizhang.rehearsal.town import invented
from tests.cast import Cast

from .small_plan import SMALL

pytestmark = pytest.mark.django_db


def lived(seed: int, *, plan: Plan = SMALL, villages: int = 1, subjects: int = 6, days: int | None = None) -> Outcome:
    ground = invented([plan], villages=villages, subjects=subjects)
    return rehearse(plan, pack="small", ground=ground, seed=seed, days=days)


@pytest.fixture(scope="module")
def outcome(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Outcome:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return lived(3, villages=3)


@pytest.mark.mission("C81")
def test_a_whole_campaign_runs_by_the_public_doors_and_every_promise_holds(outcome: Outcome) -> None:
    assert [one.detail for one in outcome.invariants if not one.holds] == []
    assert {one.id for one in outcome.invariants} == {"1a", "1b", "2", "3", "4", "5", "6", "7"}
    last = outcome.days[-1]
    assert (outcome.days[0].date, last.date) == ("2026-05-11", "2026-05-27")
    assert outcome.totals["inspections"] > 18
    assert outcome.totals["cases_filed"] > 0
    assert sum(day.struck for day in outcome.days) > 0
    assert last.reports_on_time > last.reports_late > 0
    assert last.reports_missing > 0


@pytest.mark.mission("C81", "C24")
def test_some_people_are_offline_so_that_entries_arrive_late_and_twice(outcome: Outcome) -> None:
    assert set(outcome.habits) == {"认真", "拖拉", "马虎", "常断网"}
    assert sum(day.arrived_late for day in outcome.days) > 0
    assert outcome.sync["sent_again"] > 0
    assert outcome.sync["appended"] == outcome.sync["sent"] - outcome.sync["aside"] - outcome.sync["refused"]


@pytest.mark.mission("C81")
def test_the_same_seed_tells_the_same_byte_for_byte_and_another_seed_something_else(outcome: Outcome) -> None:
    assert lived(3, villages=3).as_json() == outcome.as_json()
    assert lived(4, villages=3, days=9).days != outcome.days[:9]


def test_the_load_of_each_post_is_held_against_its_people_and_breaks_are_named() -> None:
    heavy = SMALL.to_dict()
    heavy["duties"][0] |= {"every": "daily", "minutes": 120}
    heavy["duties"].append(
        {
            "id": "reach",
            "title": "检查燃气站",
            "inspect": {"kind": "station"},
            "by": {"level": "grid"},
        }
    )
    heavy["subject_kinds"].append({"id": "station", "name": "燃气站", "fields": [{"id": "name", "label": "名称"}]})
    found = lived(1, plan=Plan.from_dict(heavy), subjects=30, days=9)
    grid = next(load for load in found.loads if load.role == "网格员")
    assert grid.people == 3
    assert grid.peak > grid.capacity
    assert any("网格员" in one.where and "超出人力" in one.why for one in found.breaks)
    assert any(one.where.startswith("逐户检查") and "没有完成" in one.why for one in found.breaks)
    assert found.holds


def test_nothing_of_it_reaches_the_installation(cast: Cast) -> None:
    before, name = StoredEntry.objects.count(), connection.settings_dict["NAME"]
    lived(1, days=2)
    assert StoredEntry.objects.count() == before
    assert connection.settings_dict["NAME"] == name


def test_a_plan_without_dates_cannot_be_rehearsed() -> None:
    undated = SMALL.to_dict()
    undated["phases"] = [{"id": "screening", "name": "排查治理", "start": None, "end": None}]
    with pytest.raises(Refused) as refused:
        lived(1, plan=Plan.from_dict(undated))
    assert refused.value.refusal.code == "plan-not-ready"


@given(seed=st.integers(0, 10_000), villages=st.integers(1, 2), subjects=st.integers(1, 6))
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_whatever_the_seed_every_promise_holds(seed: int, villages: int, subjects: int) -> None:
    found = lived(seed, villages=villages, subjects=subjects, days=8)
    assert [one.detail for one in found.invariants if not one.holds] == []
