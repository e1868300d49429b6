"""Several plans lived through at once, on one tree, one register and one simulated time."""

from __future__ import annotations

import json
from typing import Any

import pytest

from taizhang.commands.main import main
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.rehearsal.outcome import Together
from taizhang.rehearsal.together import rehearse_together
from taizhang.rehearsal.town import invented

from .small_plan import SMALL

pytestmark = pytest.mark.django_db

PROMISES = {"1a", "1b", "2", "3", "4", "5", "6", "7"}
PACKS = [
    "abandoned-farmland", "food-workshops", "gas-safety", "river-structures", "rural-environment", "school-safety",
]  # fmt: skip


def fire_plan() -> Plan:
    """A second plan for the same restaurants, from another bureau, with the same station beside it; a week later."""
    data = json.loads(
        json.dumps(SMALL.to_dict()).replace("2026-05-11", "2026-05-18").replace("2026-05-24", "2026-05-31")
    )
    data |= {"id": "fire", "title": "青禾街道消防安全专项行动方案", "documents": [], "reports": []}
    data["units"].append({"id": "market", "name": "市场监督管理所"})
    data["duties"] = [one for one in data["duties"] if one["id"] in {"check", "meeting"}]
    return Plan.from_dict(data)


def lived(**given: Any) -> Together:
    plans = {"small": SMALL, "fire": fire_plan()}
    ground = invented(list(plans.values()), villages=2, subjects=4)
    return rehearse_together(plans, ground=ground, **{"seed": 5, "days": 9, **given})


@pytest.fixture(scope="module")
def outcome(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Together:
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        return lived()


@pytest.mark.mission("C3", "C81")
def test_what_two_plans_speak_of_is_there_once_and_owes_both(outcome: Together) -> None:
    assert outcome.subjects == {"用气餐饮场所": 8}, "not once for each plan"
    assert outcome.shared == {"用气餐饮场所": 8}
    assert outcome.people["部门经办人"] == 2, "the fire station of both plans, and the market office of one"
    assert {one.pack for one in outcome.campaigns} == {"small", "fire"}
    for one in outcome.campaigns:
        check = next(rule for rule in one.rules if rule.rule == "check")
        assert check.owed >= 8 and check.met + check.met_late > 0
        assert (one.starts_on, one.ends_on) == ("2026-05-11", "2026-05-19"), "both begin on one day"


@pytest.mark.mission("C3", "C47")
def test_a_village_is_told_what_all_campaigns_ask_in_one_week(outcome: Together) -> None:
    for village in outcome.villages_asked:
        by_pack = {share.pack: share.asked for share in village.shares}
        assert by_pack["small"].minutes > by_pack["fire"].minutes > 0
        assert sum(share.asked.minutes for share in village.shares) == pytest.approx(village.peak.minutes, abs=0.2)
        assert sum(rule.asked.minutes for rule in village.rules) == pytest.approx(village.peak.minutes, abs=0.3)
        assert {(rule.pack, rule.title) for rule in village.rules} >= {("small", "逐户检查"), ("fire", "逐户检查")}
    alone = {load.role: load.mean for one in outcome.campaigns for load in one.loads if one.pack == "small"}
    together = {load.role: load for load in outcome.loads}
    assert together["网格员"].mean > alone["网格员"]
    assert together["网格员"].capacity == 300 * 5, "two campaigns have twice the time of one, never more than the day"


@pytest.mark.mission("C3", "C81")
def test_every_promise_holds_over_both_and_the_same_seed_tells_the_same(outcome: Together) -> None:
    assert [one.detail for one in outcome.invariants if not one.holds] == []
    assert {one.id for one in outcome.invariants} == PROMISES
    assert outcome.totals["inspections"] > 0 and outcome.sync["sent_again"] > 0
    assert lived().as_json().encode() == outcome.as_json().encode()


def test_a_plan_without_dates_is_named(outcome: Together) -> None:
    undated = SMALL.to_dict() | {"title": "无日期方案"}
    undated["phases"] = [{"id": "screening", "name": "排查治理", "start": None, "end": None}]
    plans = {"small": SMALL, "undated": Plan.from_dict(undated)}
    with pytest.raises(Refused) as refused:
        rehearse_together(plans, ground=invented([SMALL], villages=1, subjects=1), seed=1)
    assert "无日期方案" in refused.value.detail


@pytest.mark.mission("C3")
def test_all_six_packs_hold_every_promise_on_one_tree(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rehearse", "--all", "--villages", "1", "--subjects", "3", "--days", "16", "--seed", "7", "--json"]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["packs"] == PACKS
    assert [one for one in found["invariants"] if not one["holds"]] == []
    assert {one["id"] for one in found["invariants"]} == PROMISES
    assert found["totals"]["inspections"] > 0 and found["totals"]["cases_filed"] > 0
    assert found["shared"] == {"河道违建": 3}, "a structure is on the plans of the river and of the village"
    assert all(load["vacant"] == 0 for load in found["loads"])
    assert all(one["days"][-1]["duties_met"] > 0 for one in found["campaigns"])
    (village,) = found["villages_asked"]
    assert {share["pack"] for share in village["shares"] if share["asked"]["minutes"]} >= {
        "gas-safety", "river-structures", "rural-environment",
    }  # fmt: skip


@pytest.mark.mission("C3")
def test_the_table_tells_each_campaign_and_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["rehearse", "gas-safety", "river-structures", "--villages", "1", "--subjects", "2", "--days", "2"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "2 个方案同日启动" in told and "【合计】" in told
    assert "燃气安全" in told and "河道" in told
    assert "各方案占" in told and "这一周要做的" in told and told.count("不成立") == 0


@pytest.mark.parametrize("words", [["rehearse"], ["rehearse", "gas-safety", "--all"]])
def test_what_to_rehearse_is_said_one_way(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "--all" in capsys.readouterr().err
