"""Duties follow the plan, the tree and the register wherever these go, and a rebuild finds the same ones."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import amend, close, start
from taizhang.core.calendar import CHINA
from taizhang.core.ids import derived
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.duties.operations import fulfil
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.rebuild import rebuild
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, set_orgs
from taizhang.subjects import operations as subjects
from taizhang.subjects.operations import NewSubject, add_subjects
from taizhang.tallies.queries import figures
from taizhang.workflows.clock import tick
from tests.cast import Cast
from tests.tables import tables

STREET, VILLAGE = "530199001", "530199001001"
HERE, THERE = "530199001001-01", "530199001002-01"

PLAN: dict[str, Any] = {
    "id": "wells",
    "title": "青禾街道机井安全专项整治实施方案",
    "phases": [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-06-30"}],
    "subject_kinds": [
        {
            "id": "well",
            "name": "机井",
            "fields": [{"id": "name", "label": "名称"}, {"id": "open", "label": "是否敞口", "type": "bool"}],
        }
    ],
    "duties": [
        {"id": "check", "title": "逐口检查", "inspect": {"kind": "well"}, "by": {"level": "grid"},
         "during": "screening", "otherwise": ["remind@-3d", "supervise@0d"]},
        {"id": "cover", "title": "敞口加盖", "inspect": {"kind": "well", "where": {"open": True}},
         "by": {"level": "grid"}, "during": "screening"},
        {"id": "meeting", "title": "例会", "hold": {"what": "meeting"}, "by": {"level": "village"}, "every": "weekly",
         "on": "mon", "during": "screening"},
    ],
    "long_term": [
        {"id": "patrol", "title": "季度巡查", "patrol": {"kind": "well"}, "by": {"level": "village"},
         "every": "quarterly"}
    ],
    "reports": [
        {"id": "weekly", "title": "周报", "every": "weekly", "on": "fri", "measures": ["cases.open"],
         "chain": [{"level": "village", "at": "16:00"}, {"level": "township", "role": "office", "at": "17:30"}]}
    ],
}  # fmt: skip


def plan(**changes: Any) -> Plan:
    data = deepcopy(PLAN)
    return Plan.from_dict({**data, **changes})


@pytest.fixture
def campaign(cast: Cast, at: datetime) -> Campaign:
    wells = [
        NewSubject(kind="well", name=f"{name}号井", org=cast.orgs[org].number, fields={"open": wide}, id=derived(name))
        for name, org, wide in (("一", HERE, True), ("二", HERE, False), ("三", THERE, True))
    ]
    add_subjects(wells, by=cast.office, at=at - timedelta(days=1))
    about = start(by=cast.office, at=at, plan=plan(), root=cast.orgs[STREET], units={})
    return Campaign.objects.get(pk=about)


def owed(subject: str, rule: str = "check") -> Duty:
    return Duty.objects.get(rule=rule, subject=derived(subject))


def figure(campaign: Campaign, org: Org, measure: str) -> int:
    return figures(campaign.pk, [org.number], prefix="duties.").get(org.number, {}).get(measure, 0)


def inspect(cast: Cast, campaign: Campaign, subject: str, at: datetime) -> None:
    """What an inspection leads to, as the reaction writes it."""
    duty = owed(subject)
    done = {"by": derived("inspection", subject), "name": "周麦生"}
    append([Draft(kind="duty.met", about=duty.pk, campaign=campaign.pk, org=duty.place, actor="user:1",
                  happened_at=at, body=done)], at=at)  # fmt: skip


def same_after_rebuild(at: datetime) -> None:
    before = tables()
    rebuild(at=at)
    assert tables() == before


@pytest.mark.mission("X3")
def test_a_subject_that_moves_takes_its_duties_and_figures_along(cast: Cast, campaign: Campaign, at: datetime) -> None:
    here, there = cast.orgs[HERE], cast.orgs[THERE]
    inspect(cast, campaign, "一", at)
    assert (figure(campaign, here, "duties.met/check"), figure(campaign, here, "duties.owed/check")) == (1, 2)
    later = at + timedelta(days=1)
    subjects.correct(by=cast.office, at=later, subject=derived("一"), changes={}, org=there.number)
    moved = owed("一")
    assert (moved.bearer, moved.path, moved.state) == (there.number, there.path, "met")
    assert (figure(campaign, here, "duties.met/check"), figure(campaign, here, "duties.owed/check")) == (0, 1)
    assert (figure(campaign, there, "duties.met/check"), figure(campaign, there, "duties.owed/check")) == (1, 2)
    same_after_rebuild(later)


@pytest.mark.mission("X3")
def test_a_corrected_field_brings_and_takes_the_duties_that_ask_for_it(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    later = at + timedelta(days=1)
    assert {row.subject for row in Duty.objects.filter(rule="cover")} == {derived("一"), derived("三")}
    subjects.correct(by=cast.office, at=later, subject=derived("一"), changes={"fields.open": False})
    subjects.correct(by=cast.office, at=later, subject=derived("二"), changes={"fields.open": True})
    assert {row.subject for row in Duty.objects.filter(rule="cover")} == {derived("二"), derived("三")}
    same_after_rebuild(later)


def test_nothing_is_owed_at_a_subject_that_is_gone_until_it_is_back(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    gone, back = at + timedelta(days=1), at + timedelta(days=2)
    subjects.close(by=cast.office, at=gone, subject=derived("一"), reason="已填埋")
    assert owed("一").state == "excused"
    assert figure(campaign, cast.orgs[HERE], "duties.owed/check") == 1
    tick(now=datetime(2026, 7, 2, tzinfo=CHINA))
    assert owed("一").state == "excused"
    assert owed("二").state == "lapsed"
    same_after_rebuild(gone)
    subjects.reopen(by=cast.office, at=back, subject=derived("一"))
    assert owed("一").state == "open"
    same_after_rebuild(back)


@pytest.mark.mission("C18")
def test_what_was_done_at_a_duplicate_counts_for_the_subject_that_is_kept(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    inspect(cast, campaign, "二", at)
    later = at + timedelta(days=1)
    subjects.merge(by=cast.office, at=later, keep=derived("一"), duplicates=[derived("二")])
    assert owed("一").state == "met"
    assert owed("一").met_at == at
    same_after_rebuild(later)


@pytest.mark.mission("X5")
def test_a_community_that_joins_owes_from_its_first_day_and_one_that_closes_owes_no_more(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    later = datetime(2026, 5, 27, 9, tzinfo=CHINA)
    set_orgs([NewOrg("530199001003", "area", "village", "麦田社区", STREET)], by="user:1", at=later)
    young = Org.objects.get(code="530199001003")
    periods = set(Duty.objects.filter(bearer=young.number, rule="weekly").values_list("period", flat=True))
    assert min(periods) == "2026-W22"
    old = cast.orgs[VILLAGE]
    append([Draft("org.closed", old.uid, "user:1", later, {"reason": "合并"}, org=old.number)], at=later)
    assert not Duty.objects.filter(bearer=old.number, subject=None, opens_at__gt=later).exists()
    assert Duty.objects.filter(bearer=old.number, subject=None, due_at__lte=later).exists()
    same_after_rebuild(later)


@pytest.mark.mission("X2")
def test_an_amended_plan_moves_what_is_open_and_leaves_history(cast: Cast, campaign: Campaign, at: datetime) -> None:
    early = datetime(2026, 5, 18, 9, tzinfo=CHINA)
    fulfil(by=cast.clerk, at=early, duty=Duty.objects.get(rule="meeting", period="2026-W21",
           bearer=cast.orgs[VILLAGE].number).pk, body={"note": "例会"})  # fmt: skip
    amended = datetime(2026, 6, 3, 9, tzinfo=CHINA)
    tick(now=amended)
    lapsed = set(Duty.objects.filter(state="lapsed").values_list("pk", flat=True))
    assert lapsed
    shorter = [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-06-10"}]
    rules = [rule for rule in PLAN["duties"] if rule["id"] != "meeting"]
    amend(
        by=cast.office, at=amended, campaign=Campaign.objects.get(), plan=plan(phases=shorter, duties=rules),
        reason="提前完成",
    )  # fmt: skip
    assert owed("一").due_at.astimezone(CHINA).date().isoformat() == "2026-06-10"
    meetings = Duty.objects.filter(rule="meeting")
    assert meetings.filter(state="met").exists()
    assert not meetings.filter(due_at__gt=amended).exists()
    assert lapsed == set(Duty.objects.filter(state="lapsed").values_list("pk", flat=True))
    same_after_rebuild(amended)


def test_a_longer_deadline_takes_a_lapse_back(cast: Cast, campaign: Campaign, at: datetime) -> None:
    over = datetime(2026, 7, 1, 9, tzinfo=CHINA)
    tick(now=over)
    assert (owed("一").state, owed("一").rung) == ("lapsed", "supervise")
    longer = [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-07-31"}]
    amend(by=cast.office, at=over, campaign=Campaign.objects.get(), plan=plan(phases=longer), reason="延期")
    assert (owed("一").state, owed("一").rung) == ("open", "")
    tick(now=datetime(2026, 8, 1, 9, tzinfo=CHINA))
    assert (owed("一").state, owed("一").rung) == ("lapsed", "supervise")
    same_after_rebuild(over)


@pytest.mark.mission("X15", "R7")
def test_patrols_outlive_the_campaign_and_are_made_stretch_by_stretch(
    cast: Cast, campaign: Campaign, at: datetime
) -> None:
    closed = datetime(2026, 6, 5, 9, tzinfo=CHINA)
    close(by=cast.office, at=closed, campaign=Campaign.objects.get(), note="完成")
    assert not Duty.objects.exclude(rule="patrol").filter(opens_at__gt=closed).exists()
    assert not Duty.objects.exclude(rule="patrol").filter(state="open").exists()
    latest = Duty.objects.filter(rule="patrol").order_by("-due_at")[0]
    assert latest.due_at < datetime(2028, 1, 1, tzinfo=CHINA)
    for month in range(1, 13):
        tick(now=datetime(2027, month, 20, tzinfo=CHINA))
    assert Duty.objects.filter(rule="patrol", due_at__gte=datetime(2028, 3, 1, tzinfo=CHINA)).exists()
    same_after_rebuild(datetime(2028, 1, 20, tzinfo=CHINA))


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["move", "close", "reopen", "correct", "inspect", "tick", "amend", "add"]),
        st.sampled_from("一二三"),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_whatever_happens_a_rebuild_finds_the_same(
    cast: Cast, campaign: Campaign, at: datetime, acts: list[tuple[str, str, bool]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        now = at
        for number, (act, name, flag) in enumerate(acts):
            now += timedelta(days=3, minutes=number)
            _do(cast, campaign, act, name, flag, now)
        same_after_rebuild(now)
        transaction.set_rollback(True)


def _do(cast: Cast, campaign: Campaign, act: str, name: str, flag: bool, now: datetime) -> None:
    subject, by = derived(name), cast.office
    state = subjects.subject_for(by, subject).state
    if act == "move":
        org = cast.orgs[THERE if flag else HERE].number
        subjects.correct(by=by, at=now, subject=subject, changes={}, org=org)
    elif act == "close" and state == "active":
        subjects.close(by=by, at=now, subject=subject, reason="填埋")
    elif act == "reopen" and state == "closed":
        subjects.reopen(by=by, at=now, subject=subject)
    elif act == "correct":
        subjects.correct(by=by, at=now, subject=subject, changes={"fields.open": flag})
    elif act == "inspect" and Duty.objects.filter(rule="check", subject=subject).exists():
        inspect(cast, campaign, name, now)
    elif act == "tick":
        tick(now=now)
    elif act == "amend":
        end = "2026-07-20" if flag else "2026-06-20"
        phases = [{"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": end}]
        amend(by=by, at=now, campaign=Campaign.objects.get(), plan=plan(phases=phases), reason="调整")
    elif act == "add":
        add_subjects([NewSubject(kind="well", name="新井", org=cast.orgs[HERE].number)], by=by, at=now)
