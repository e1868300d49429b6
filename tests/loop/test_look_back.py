"""The third phase: the street looks back at how each community carried the plan out, and urges what is left."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, Scene, build_scene, on, photo
from tests.tables import tables

CHECKLIST = """
| survey |
| | type | name | label | required | category | clause | fail_when |
| | begin_group | organising | 组织情况 | | | | |
| | select_one result | complete | 底数清楚，没有漏登 | yes | carrying-out | 本方案第三阶段 | |
| | integer | sample | 现场核对了几家 | yes | carrying-out | | <3 |
| | select_one result | filed | 资料收集归档 | yes | carrying-out | | |
| | end_group | | | | | | |
| | text | findings | 存在的问题 | | | | |

| choices |
| | list_name | name | label |
| | result | pass | 合格 |
| | result | fail | 不合格 |

| settings |
| | form_title | form_id | version |
| | 复查社区落实情况表 | look-back | 1 |
"""
LOOK_BACK: dict[str, Any] = {
    "id": "look-back",
    "title": "复查社区落实情况",
    "recheck": {"level": "village", "checklist": "look-back"},
    "by": {"level": "township", "role": "supervisor"},
    "during": "consolidation",
    "evidence": {"participants": True},
}
WITH_LOOK_BACK = {
    **PLAN,
    "checklists": {"look-back": CHECKLIST},
    "categories": [
        *PLAN["categories"],
        {
            "id": "carrying-out",
            "name": "社区落实专项整治不到位",
            "group": "工作落实",
            "period": "5wd",
            "line": "safety",
        },
    ],
    "duties": [*PLAN["duties"], LOOK_BACK],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), WITH_LOOK_BACK)


def duty_at(scene: Scene, code: str) -> UUID:
    return Duty.objects.get(rule="look-back", place=scene.org(code).number).pk


def looked(scene: Scene, about: UUID, **more: Any) -> str:
    """What the supervisor's page says after sending the filled form."""
    person = scene.person("supervisor")
    form = {
        **person.form(f"/duties/{about}/"),
        "answer-complete": "pass", "answer-sample": "2", "answer-filed": "fail", "note-filed": "只有检查记录，没有图片",
        "attendance": "4", **more,
    }  # fmt: skip
    sent = person.client.post(f"/duties/{about}/fulfil", {k: v for k, v in form.items() if v != ""}, follow=True)
    return " ".join(sent.content.decode().split())


@pytest.mark.mission("G5")
def test_the_street_looks_back_at_a_community_and_what_failed_becomes_cases_there(scene: Scene, clock: Clock) -> None:
    clock.to(6, 3)
    left = scene.found("hose", on(5, 20))
    tick(now=on(6, 3))
    about = duty_at(scene, FIRST)
    page = scene.person("supervisor").look(f"/duties/{about}/")
    assert "柳荫社区还剩什么" in page and "未销号问题1 件" in page and "现场核对了几家" in page
    assert left in {row.pk for row in Case.objects.filter(open=True)}
    said = looked(scene, about, urged="补齐图片资料，清零逾期问题", urged_by="2026-06-10")
    assert "已登记完成" in said and "只有检查记录，没有图片" in said and "补齐图片资料，清零逾期问题" in said
    row = Duty.objects.get(pk=about)
    assert row.state == "met" and [one["item"] for one in row.evidence["failures"]] == ["sample", "filed"]
    found = Case.objects.filter(category="carrying-out")
    assert {(one.org, one.subject, one.state) for one in found} == {(scene.org(FIRST).number, None, "filed")}
    assert found.count() == 2
    assert "只有检查记录" in scene.person("clerk").case(found.get(description__contains="只有检查记录").pk)


@pytest.mark.mission("G5")
def test_what_is_urged_is_owed_by_the_community_and_climbs_the_ladder(scene: Scene, clock: Clock) -> None:
    clock.to(6, 3)
    looked(scene, duty_at(scene, FIRST), urged="清零逾期问题", urged_by="2026-06-10")
    clerk = scene.person("clerk")
    assert "清零逾期问题" in clerk.look("/duties/mine")
    assert "清零逾期问题" not in scene.person("other_clerk").look("/duties/mine")
    owed = Duty.objects.get(title="清零逾期问题")
    tick(now=on(6, 11))
    owed.refresh_from_db()
    assert (owed.state, owed.rung) == ("lapsed", "supervise")
    clock.to(6, 11)
    form = {**clerk.form(f"/duties/{owed.pk}/"), "note": "已全部整改", "photos": [photo()]}
    clerk.client.post(f"/duties/{owed.pk}/fulfil", form)
    owed.refresh_from_db()
    assert owed.state == "met_late"
    before = tables()
    rebuild(at=on(6, 12))
    assert tables() == before


@pytest.mark.mission("G5")
@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"answer-sample": ""}, "“现场核对了几家”还没有填写"),
        ({"answer-sample": "两家"}, "“现场核对了几家”填的 两家 不是数字"),
        ({"attendance": ""}, "方案要求写明参加人数"),
        ({"urged": "清零"}, "督促事项没有写完成期限"),
        ({"urged": "清零", "urged_by": "2026-06-01"}, "督促事项的完成期限"),
    ],
)
def test_an_incomplete_look_back_is_refused_and_what_was_typed_stays(
    scene: Scene, clock: Clock, more: dict[str, str], told: str
) -> None:
    clock.to(6, 3)
    about = duty_at(scene, FIRST)
    said = looked(scene, about, **more)
    assert told in said and "只有检查记录，没有图片" in said
    assert Duty.objects.get(pk=about).state == "open" and not Case.objects.filter(category="carrying-out").exists()


@pytest.mark.mission("G5")
def test_the_community_does_not_look_back_at_itself(scene: Scene, clock: Clock) -> None:
    clock.to(6, 3)
    about = duty_at(scene, FIRST)
    clerk = scene.person("clerk")
    page = clerk.look(f"/duties/{about}/")
    assert "现场核对了几家" not in page and "免办" not in page
    answers = {"answer-complete": "pass", "answer-sample": "5", "answer-filed": "pass", "attendance": "4"}
    assert clerk.client.post(f"/duties/{about}/fulfil", answers).status_code == 403
    assert clerk.client.post(f"/duties/{about}/judge", {"reason": "都做了"}).status_code == 403
    own = Duty.objects.get(rule="training", place=scene.org(FIRST).number)
    assert clerk.client.post(f"/duties/{own.pk}/judge", {"reason": "没有时间"}).status_code == 403
    assert {Duty.objects.get(pk=one).state for one in (about, own.pk)} == {"open"}
