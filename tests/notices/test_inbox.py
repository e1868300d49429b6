"""What a person is told: each thing once, to whom it falls and to nobody else, many at once as one."""

from __future__ import annotations

import pytest
from django.test import Client

from taizhang.campaigns.operations import open_to_residents
from taizhang.duties.models import Duty
from taizhang.journal.models import StoredEntry
from taizhang.notices.models import Mark, Notice
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, Scene, fresh
from tests.loop.test_loop import assign, rectify
from tests.notices.conftest import Round

pytestmark = pytest.mark.mission("C62")


def titles(scene: Scene, name: str) -> list[str]:
    rows = Notice.objects.filter(user=scene.cast.user(name)).order_by("at", "id")
    return list(rows.values_list("title", flat=True))


def test_each_step_tells_whoever_the_next_one_falls_to(scene: Scene, clock: Clock, told: Round) -> None:
    about = scene.found("hose", clock.now, title="软管老化")
    told()
    assert titles(scene, "clerk") == ["待派单：软管老化"]
    assert titles(scene, "other_clerk") == titles(scene, "office") == []
    assign(scene, about)
    told()
    assert "要整改：软管老化" in titles(scene, "grid_worker")
    assert "软管老化" not in " ".join(titles(scene, "other_grid_worker"))
    rectify(scene, about)
    told()
    assert titles(scene, "clerk")[-1] == "待复查：软管老化"


def test_a_round_more_or_a_second_worker_tells_nothing_again(scene: Scene, clock: Clock, told: Round) -> None:
    scene.found("hose", clock.now)
    assert told() > 0
    before = Notice.objects.count()
    assert told() == 0
    Mark.objects.filter(name="journal").update(block=0)  # as if the mark were lost: the key still holds
    told()
    assert Notice.objects.filter(matter="turn").count() == before


def test_the_bell_counts_and_opening_reads(scene: Scene, clock: Clock, told: Round) -> None:
    clerk = scene.person("clerk")
    assert "条未读" not in clerk.client.get("/").content.decode()
    about = scene.found("hose", clock.now, title="软管老化")
    told()
    assert 'aria-label="消息，1 条未读"' in clerk.client.get("/").content.decode()
    page = clerk.look("/notices/")
    assert "待派单：软管老化" in page and "柳荫第一网格" in page
    notice = Notice.objects.get(user=scene.cast.clerk.user)
    answer = clerk.client.get(f"/notices/{notice.pk}/")
    assert answer.status_code == 302 and answer["Location"] == f"/ledger/{about}/"
    assert "没有未读消息" in clerk.look("/notices/") and "待派单：软管老化" in clerk.look("/notices/?show=all")
    clerk.client.post(f"/notices/{notice.pk}/unread")
    assert "待派单：软管老化" in clerk.look("/notices/?matter=turn")
    assert "1 条消息标为已读" in clerk.client.post("/notices/read", {"all": "1"}, follow=True).content.decode()


def test_nobody_opens_or_marks_anothers_notice(scene: Scene, clock: Clock, told: Round) -> None:
    scene.found("hose", clock.now)
    told()
    notice = Notice.objects.get(user=scene.cast.clerk.user)
    other = scene.person("other_clerk").client
    assert other.get(f"/notices/{notice.pk}/").status_code == 404
    other.post("/notices/read", {"notice": str(notice.pk)})
    notice.refresh_from_db()
    assert notice.read_at is None


def test_many_of_a_kind_come_as_one(scene: Scene, clock: Clock, told: Round) -> None:
    scene.many(24, clock.now)
    told()
    mine = Notice.objects.get(user=scene.cast.clerk.user, matter="turn")
    assert mine.title == "12 个问题等待办理" and mine.count == 12
    assert scene.person("clerk").client.get(f"/notices/{mine.pk}/")["Location"] == "/ledger/"


def test_who_is_late_is_told_each_rung_and_the_office_above_from_supervision_on(
    scene: Scene, clock: Clock, told: Round
) -> None:
    about = scene.found("hose", clock.now, title="软管老化")
    assign(scene, about)
    told()
    clock.to(5, 18)
    told()
    late = Notice.objects.filter(user=scene.cast.grid_worker.user, matter="late")
    assert [(row.title, row.label) for row in late] == [("软管老化", "提醒")]
    assert not Notice.objects.filter(matter="area-late", thing="case").exists()
    clock.to(5, 19, "08:30")
    told()
    assert late.order_by("-at").first().label == "督办"  # type: ignore[union-attr]
    above = Notice.objects.filter(matter="area-late", about=about)
    assert {row.user for row in above} == {scene.cast.user("office")}


def test_each_morning_says_what_begins_and_what_is_due_tomorrow(scene: Scene, clock: Clock, told: Round) -> None:
    about = scene.found("papers", clock.now, title="制度缺失")
    assign(scene, about)
    told()
    due = scene.state(about).due_at
    assert due is not None
    Duty.objects.filter(rule="check", bearer=scene.cast.grid_worker.org).update(opens_at=clock.now)
    clock.to(5, 14, "07:59")
    told()
    assert not Notice.objects.filter(matter="duty-new").exclude(title__startswith="交办").exists()
    clock.to(5, 14, "08:00")
    told()
    told()
    [begun] = Notice.objects.filter(matter="duty-new", user=scene.cast.grid_worker.user)
    assert begun.title == "新任务：逐户检查用气餐饮场所"
    clock.to(5, due.astimezone().day - 1, "08:00")
    told()
    assert "明天到期要整改：制度缺失" in titles(scene, "grid_worker")


def test_what_befell_long_ago_is_not_told(scene: Scene, clock: Clock, told: Round) -> None:
    scene.found("hose", clock.now)
    clock.to(5, 25)
    StoredEntry.objects.filter(kind="case.filed").update(received_at=clock.to(5, 14))
    clock.to(5, 25)
    told()
    assert not Notice.objects.filter(matter="turn").exists()


def test_a_case_about_minors_is_told_without_its_title(scene: Scene, clock: Clock, told: Round) -> None:
    field = {"id": "pupil", "label": "学生姓名", "privacy": "minor"}
    plan = {**scene.campaign.plan, "subject_kinds": [
        {**kind, "fields": [*kind["fields"], field]} for kind in scene.campaign.plan["subject_kinds"]
    ]}  # fmt: skip
    type(scene.campaign).objects.filter(pk=scene.campaign.pk).update(plan=plan, plan_version=99)
    scene.found("hose", clock.now, title="小明的宿舍")
    told()
    assert titles(scene, "clerk") == ["待派单：涉及未成年人的问题"]


def test_a_residents_report_is_told_by_its_number_only(scene: Scene, clock: Clock, told: Round) -> None:
    open_to_residents(by=scene.cast.office, at=clock.now, campaign=scene.campaign, public=True)
    words = {
        "entry": fresh(), "text": "楼下面馆的煤气罐放在走廊里", "org": scene.org(FIRST).number, "lat": "30.66",
        "lng": "104.08",
    }  # fmt: skip
    Client().post(f"/report/campaign/{scene.campaign.pk}/", words)
    told()
    [said] = titles(scene, "clerk")
    assert said.startswith("收到群众反映：") and "煤气罐" not in said
    assert titles(scene, "other_clerk") == titles(scene, "grid_worker") == []
