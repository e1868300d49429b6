"""A campaign as it runs: started once, amended, its phases wound up, closed; found again by those whom it concerns."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import amend, close, close_phase, start
from taizhang.campaigns.queries import campaigns_for, command_of, figures_of, gates_of, history, phase_at, plan_of
from taizhang.core.plan import Plan, parse_plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.orgs.models import Post
from taizhang.orgs.operations import NewPost, end_post, set_posts
from tests.cast import Cast

PLAN = """
id: lamps
title: 青禾街道路灯安全整治实施方案
field: 路灯
phases:
  - {id: publicity, name: 宣传发动, start: 2026-05-01, end: 2026-05-10}
  - id: screening
    name: 排查治理
    start: 2026-05-11
    end: 2026-06-30
    gate:
      - {measure: activities.held, at_least: 1, text: 至少开展一次培训}
units:
  - {id: safety, name: 街道应急办, kind: lead}
duties:
  - {id: training, title: 组织培训, hold: {what: training}, by: {level: village}, during: screening}
"""


@pytest.fixture
def plan() -> Plan:
    return parse_plan(PLAN)


@pytest.fixture
def campaign(cast: Cast, at: datetime, plan: Plan) -> Campaign:
    root, bureau = cast.orgs["530199001"], cast.orgs["530199001-AJB"]
    about = start(
        by=cast.office,
        at=at,
        plan=plan,
        root=root,
        units={"safety": bureau.number},
        leaders=[{"role": "组长", "name": "陆怀民", "post": "街道主任", "source": "组长：陆怀民"}],
    )
    return Campaign.objects.get(pk=about)


def test_the_same_start_counts_once(cast: Cast, at: datetime, plan: Plan) -> None:
    about = uuid4()
    for _ in range(2):
        start(by=cast.office, at=at, plan=plan, root=cast.orgs["530199001"], units={}, about=about)
    assert Campaign.objects.filter(pk=about).count() == 1
    assert [entry.verb for entry in history(Campaign.objects.get(pk=about))] == ["started"]


@pytest.mark.mission("C2", "X2")
def test_each_day_lies_in_its_phase(campaign: Campaign) -> None:
    named = {day: getattr(phase_at(campaign, day), "id", None) for day in (date(2026, 5, 10), date(2026, 5, 11))}
    assert named == {date(2026, 5, 10): "publicity", date(2026, 5, 11): "screening"}
    assert phase_at(campaign, date(2026, 7, 1)) is None


@pytest.mark.mission("C2")
def test_a_phase_is_wound_up_against_its_gate(cast: Cast, at: datetime, campaign: Campaign) -> None:
    screening = plan_of(campaign).phases[1]
    assert [gate.reached for gate in gates_of(plan_of(campaign), screening, figures_of(campaign))] == [False]
    with pytest.raises(Refused) as refused:
        close_phase(by=cast.office, at=at, campaign=campaign, phase="screening")
    assert "至少开展一次培训" in refused.value.sentence
    close_phase(by=cast.office, at=at, campaign=campaign, phase="screening", note="培训改到下月集中开展")
    campaign.refresh_from_db()
    assert campaign.closed_phases == ["screening"]
    with pytest.raises(Refused, match="already-done"):
        close_phase(by=cast.office, at=at, campaign=campaign, phase="screening", note="再来一次")


def test_an_amendment_governs_from_then_on_and_the_start_stays_on_record(
    cast: Cast, at: datetime, campaign: Campaign
) -> None:
    longer = parse_plan(PLAN.replace("2026-06-30", "2026-07-31"))
    amend(by=cast.office, at=at + timedelta(days=1), campaign=campaign, plan=longer, reason="汛期影响，排查顺延一个月")
    campaign.refresh_from_db()
    assert (campaign.plan_version, campaign.ends_on) == (2, date(2026, 7, 31))
    assert plan_of(campaign).end == date(2026, 7, 31)
    assert campaign.units == {"safety": cast.orgs["530199001-AJB"].number}
    assert campaign.leaders[0]["name"] == "陆怀民"
    first, second = history(campaign)
    assert first.body["plan"]["phases"][1]["end"] == "2026-06-30"
    assert second.body["reason"] == "汛期影响，排查顺延一个月"


def test_a_closed_campaign_takes_no_more(cast: Cast, at: datetime, campaign: Campaign, plan: Plan) -> None:
    close(by=cast.office, at=at, campaign=campaign, note="按期完成")
    campaign.refresh_from_db()
    assert campaign.closed_at == at
    with pytest.raises(Refused, match="already-done"):
        amend(by=cast.office, at=at, campaign=campaign, plan=plan, reason="晚了")


@pytest.mark.parametrize("name", ["clerk", "bureau", "supervisor", "auditor"])
def test_only_the_office_runs_a_campaign(cast: Cast, at: datetime, campaign: Campaign, name: str) -> None:
    with pytest.raises(Refused, match="not-permitted"):
        close(by=cast.actors[name], at=at, campaign=campaign)


@pytest.mark.mission("C3")
def test_several_campaigns_run_on_one_tree_and_each_post_finds_its_own(
    cast: Cast, at: datetime, campaign: Campaign, plan: Plan
) -> None:
    village = start(by=cast.office, at=at, plan=plan, root=cast.orgs["530199001002"], units={})
    assert {row.pk for row in campaigns_for(cast.office)} == {campaign.pk, village}
    assert [row.pk for row in campaigns_for(cast.clerk)] == [campaign.pk]
    assert {row.pk for row in campaigns_for(cast.other_grid_worker)} == {campaign.pk, village}
    assert not campaigns_for(cast.auditor).exists()


@pytest.mark.mission("X1")
def test_the_command_keeps_who_held_each_post_before(cast: Cast, at: datetime, campaign: Campaign) -> None:
    root = cast.orgs["530199001"]
    held = Post.objects.get(org=root.number, role=Role.LEADER)
    end_post(held, by="user:0", at=at + timedelta(days=3), reason="调离")
    set_posts([NewPost(org=root, role=Role.LEADER, person="方新程")], by="user:0", at=at + timedelta(days=3))
    offices = command_of(campaign)
    leader = offices[0]
    assert (leader.post.person, [post.person for post in leader.before]) == ("方新程", ["陆怀民"])
    assert {office.post.role for office in offices} == {"leader", "office", "supervisor", "bureau"}
    assert ("顾安宁", "青禾街道应急办") in {(office.post.person, office.org) for office in offices}
