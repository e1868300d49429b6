"""What is late climbs the ladder by itself: when it falls due, once, whenever and however often somebody looks."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.cases.queries import due_cases
from taizhang.duties.models import Duty
from taizhang.duties.queries import due_duties
from taizhang.journal.append import append
from taizhang.journal.drafts import Fate
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.workflows.clock import _case_rungs, _duty_rungs, tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, FIRST_GRID, Scene, build_scene, on, photo
from tests.loop.test_loop import assign, rectify

MINUTE = timedelta(minutes=1)


def climbed(about: UUID) -> list[tuple[str, str]]:
    """(rung, local moment) of what the clock wrote about a thing."""
    rows = StoredEntry.objects.filter(about=about, actor="clock").order_by("happened_at", "kind")
    return [
        (row.body.get("rung") or row.kind.partition(".")[2], f"{timezone.localtime(row.happened_at):%m-%d %H:%M}")
        for row in rows
    ]


WHOLE = [
    ("remind", "05-17 23:59"),
    ("overdue", "05-18 23:59"),
    ("supervise", "05-18 23:59"),
    ("circulate", "05-21 23:59"),
    ("interview", "05-25 23:59"),
]


@pytest.mark.mission("X12")
def test_a_late_case_climbs_rung_by_rung_and_everybody_concerned_sees_it(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    worker, clerk = scene.person("grid_worker"), scene.person("clerk")
    assert "没有被督促的事" in worker.look("/board/urgings")
    clock.to(5, 18)
    assert tick(now=clock.now) >= 1
    assert "整改期限将到，自动提醒" in worker.case(about)
    assert "逾期未整改" not in worker.case(about)
    said = worker.look("/board/urgings")
    assert "阿婆面馆的问题" in said and "自动提醒" in said and "新" in said.partition("本岗位要办的")[2]
    assert "新" not in worker.look("/board/urgings").partition("本岗位要办的")[2]  # seen is seen
    assert "自动提醒" in worker.look("/")

    clock.to(5, 19, "00:00")
    tick(now=clock.now)
    said = clerk.case(about)
    assert "逾期未整改" in said and "整改期限已到，自动督办" in said and "期限已过，还没有整改" in said
    assert "阿婆面馆的问题" in clerk.look("/board/urgings").partition("所管范围内的")[2]
    assert "阿婆面馆的问题" not in scene.person("other_clerk").look("/board/urgings")
    assert "阿婆面馆的问题" in clerk.look("/ledger/?overdue=1&urged=1")

    clock.to(5, 26)
    tick(now=clock.now)
    assert "建议约谈，由领导决定" in clerk.case(about)
    assert climbed(about) == WHOLE
    rectify(scene, about)
    assert "逾期未整改" not in clerk.case(about)
    clock.to(6, 20)
    tick(now=clock.now)
    assert climbed(about) == WHOLE


@pytest.mark.mission("X12")
def test_a_second_worker_with_the_same_list_in_hand_writes_nothing(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    clock.to(6, 10)
    in_hand = [draft for row in due_cases(clock.now, None, 100) for draft in _case_rungs(row)]
    in_hand += [draft for row in due_duties(clock.now, None, 100) for draft in _duty_rungs(row)]
    tick(now=clock.now)
    before = StoredEntry.objects.count()
    assert climbed(about) == WHOLE
    assert {receipt.fate for receipt in append(in_hand, at=clock.now, strict=False)} == {Fate.KNOWN}
    assert tick(now=clock.now + MINUTE) == 0
    assert StoredEntry.objects.count() == before
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("X12")
def test_a_duty_lapses_and_climbs_both_rungs_of_one_moment(scene: Scene, clock: Clock) -> None:
    duty = Duty.objects.get(rule="check", subject=scene.subjects["阿婆面馆"].pk)
    clock.to(6, 3)
    tick(now=clock.now)
    due = f"{timezone.localtime(duty.due_at):%m-%d %H:%M}"
    assert sorted(climbed(duty.pk)) == [
        ("circulate", due),
        ("lapsed", due),
        ("remind", "05-28 23:59"),
        ("supervise", due),
    ]
    duty.refresh_from_db()
    assert (duty.state, duty.rung, duty.next_at) == ("lapsed", "circulate", None)
    assert "自动通报" in scene.person("grid_worker").look("/duties/" + str(duty.pk) + "/")
    assert "逐户检查用气餐饮场所" in scene.person("grid_worker").look("/board/urgings")


def test_a_duty_given_back_after_its_day_climbs_the_ladder_from_then_on(scene: Scene, clock: Clock) -> None:
    duty = Duty.objects.get(rule="training", bearer=scene.org(FIRST).number)
    clerk, office = scene.person("clerk"), scene.person("office")
    form = clerk.form(f"/duties/{duty.pk}/")
    clerk.client.post(f"/duties/{duty.pk}/fulfil", {**form, "attendance": "20", "photos": [photo()]})
    duty.refresh_from_db()
    assert duty.state == "met"
    clock.to(6, 5, "10:00")
    tick(now=clock.now)
    office.client.post(f"/duties/{duty.pk}/judge", {"decision": "reopen", "reason": "签到表是旧的"})
    clock.to(6, 5, "10:05")
    tick(now=clock.now)
    duty.refresh_from_db()
    assert (duty.state, duty.rung, duty.next_at) == ("lapsed", "supervise", None)
    assert tick(now=clock.now) == 0
    assert "签到表是旧的" in clerk.look(f"/duties/{duty.pk}/")


def test_work_given_back_after_its_period_is_late_at_once(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    rectify(scene, about)
    clock.to(5, 25, "10:00")
    tick(now=clock.now)
    assert climbed(about) == []
    scene.person("second_grid_worker").take(about, "returned", reason="没有更换")
    clock.to(5, 25, "10:05")
    tick(now=clock.now)
    case = scene.state(about)
    assert case.overdue and case.rung == "circulate"  # it is a week late already
    assert climbed(about)[0] == ("overdue", "05-25 10:00")


def test_a_longer_period_starts_the_ladder_anew(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)
    clock.to(5, 19, "10:00")
    tick(now=clock.now)
    scene.person("grid_worker").take(about, "extension_requested", reason="配件缺货", until="2026-05-22")
    scene.person("office").take(about, "extended")
    case = scene.state(about)
    assert (case.overdue, case.rung) == (False, "")
    clock.to(5, 23)
    tick(now=clock.now)
    assert scene.state(about).rung == "supervise"
    assert [rung for rung, _ in climbed(about)].count("remind") == 2


def test_a_proof_that_was_made_in_time_and_arrives_late_undoes_the_lateness(scene: Scene, clock: Clock) -> None:
    from taizhang.cases.operations import step_draft
    from taizhang.orgs.models import Org

    about = scene.found("hose", clock.now)
    assign(scene, about)
    made = on(5, 18, "17:00")
    body = {"photos": [{"sha256": "a" * 64}]}
    draft = step_draft(by=scene.cast.grid_worker, at=made, case=scene.state(about), verb="rectified", body=body)
    clock.to(5, 24)
    tick(now=clock.now)
    assert scene.state(about).overdue
    append([draft], at=clock.now, strict=False)
    case = scene.state(about)
    assert (case.state, case.overdue, case.rectified_at) == ("rectified", False, made)
    assert not AsideEntry.objects.exists()
    assert Org.objects.get(code=FIRST_GRID).number == case.handler


WAKES = st.lists(st.integers(0, 24 * 40), max_size=12)


@pytest.mark.mission("X12")
@pytest.mark.django_db
@settings(max_examples=12, deadline=None)
@given(wakes=WAKES)
def test_the_journal_is_the_same_whenever_the_worker_woke(wakes: list[int]) -> None:
    end = on(6, 25)
    with transaction.atomic():
        expected = _history([end])
        transaction.set_rollback(True)
    with transaction.atomic():
        assert _history([*sorted(BEGIN + timedelta(hours=24 * 30 + hour) for hour in wakes), end]) == expected
        transaction.set_rollback(True)


def _history(moments: list[datetime]) -> list[tuple[str, str, datetime]]:
    """What the clock wrote in a scene of its own, woken at these moments."""
    scene = build_scene(build_cast(BEGIN))
    scene.found("hose", on(5, 13))
    scene.found("leak", on(5, 14, "10:30"), shop="稻香饭庄")
    for moment in moments:
        tick(now=moment)
    rows = StoredEntry.objects.filter(actor="clock").order_by("happened_at", "kind", "org")
    return sorted((row.kind, str(row.body.get("rung")), row.happened_at) for row in rows)


def test_photos_name_what_they_show(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    scene.person("grid_worker").take(about, "fixed_on_spot", photos=[photo("阀门.jpg")])
    entry = StoredEntry.objects.get(kind="case.fixed_on_spot")
    assert entry.body["photos"][0]["media_type"] == "image/jpeg"


def test_a_clock_that_jumps_forward_and_back_writes_nothing_twice(scene: Scene, clock: Clock) -> None:
    about = scene.found("hose", clock.now)
    assign(scene, about)

    def told() -> list[tuple[str, str]]:
        return sorted((row.kind, str(row.about)) for row in StoredEntry.objects.filter(actor="clock"))

    clock.to(6, 3)
    tick(now=clock.now)
    once = told()
    assert once
    for month, day in ((5, 14), (6, 3), (4, 20), (6, 3)):
        clock.to(month, day)
        tick(now=clock.now)
    assert told() == once
