"""Ask once: what the register holds comes with the checklist, is confirmed or corrected, and is never asked twice."""

from __future__ import annotations

from typing import Any

import pytest

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.checkup import check_pack
from taizhang.core.checklists import parse_checklist
from taizhang.core.checklists.held import asked_twice
from taizhang.core.plan import Plan, plan_text
from taizhang.inspections.models import Inspection
from taizhang.inspections.operations import record
from taizhang.journal.models import StoredEntry
from taizhang.journal.rebuild import rebuild
from taizhang.subjects.links import make_link
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import correct
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, STREET, Scene, build_scene, in_words
from tests.tables import tables

__all__ = ["clock"]

LOOK = """
| survey |                   |       |              |          |          |
|        | type              | name  | label        | category | required |
|        | integer           | seats | 餐位数       |          | yes      |
|        | select_one floors | floor | 所在楼层     |          | yes      |
|        | select_one result | hose  | 软管完好     | hose     | yes      |

| choices |           |       |        |
|         | list_name | name  | label  |
|         | result    | pass  | 合格   |
|         | result    | fail  | 不合格 |
|         | floors    | above | 地上   |
|         | floors    | below | 地下   |

| settings |            |         |         |
|          | form_title | form_id | version |
|          | 店铺检查表 | look    | 1       |
"""
FIELDS = [
    {"id": "name", "label": "店名"},
    {"id": "seats", "label": "餐位数", "type": "number"},
    {"id": "floor", "label": "所在楼层", "type": "choice", "choices": ["地上", "地下"]},
]
KIND = {"id": "restaurant", "name": "用气餐饮场所", "checklist": "look", "self_checklist": "look", "fields": FIELDS}
ASKING: dict[str, Any] = {**PLAN, "subject_kinds": [KIND], "checklists": {"look": LOOK}}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    scene = build_scene(build_cast(BEGIN), ASKING)
    changes = {"fields.seats": 24, "fields.floor": "地上"}
    correct(by=scene.cast.office, at=BEGIN, subject=scene.subjects["阿婆面馆"].pk, changes=changes, reason="登记")
    return scene


def shop() -> Subject:
    return Subject.objects.get(name="阿婆面馆")


def inspect(scene: Scene, clock: Clock, **answers: Any) -> None:
    body = {"checklist": "look", "answers": {"seats": 24, "floor": "above", "hose": "pass", **answers}}
    record(by=scene.cast.grid_worker, at=clock.now, campaign=scene.campaign, subject=shop(), body=body)


@pytest.mark.mission("C55")
def test_the_phone_gets_what_the_register_holds_with_its_checklist(scene: Scene) -> None:
    day = scene.person("grid_worker").client.get("/api/day").json()
    row = next(one for one in day["subjects"] if one["name"] == "阿婆面馆")
    assert row["known"] == {str(scene.campaign.pk): {"seats": "24", "floor": "above"}}
    elsewhere = scene.person("other_grid_worker").client.get("/api/day").json()["subjects"]
    assert next(one for one in elsewhere if one["name"] == "稻香饭庄")["known"] == {}, "nothing is known of it"


@pytest.mark.mission("C55")
def test_the_page_shows_it_as_known_and_a_correction_updates_the_register_once(scene: Scene, clock: Clock) -> None:
    key = make_link(by=scene.cast.grid_worker, at=clock.now, subject=shop().pk, days=7)
    address = f"/own/{key}/inspect/{scene.campaign.pk}"
    client = scene.person("owner").client
    page = client.get(address)
    assert "底数里已有，核对即可" in in_words(page) and 'value="24"' in page.content.decode()
    sent = {"entry": "019e0000-0000-7000-8000-000000000001", "answer-seats": "36", "answer-floor": "above"}
    for _ in range(2):
        client.post(address, {**sent, "answer-hose": "pass"})
    assert Inspection.objects.count() == 1
    assert shop().fields == {"seats": 36, "floor": "地上"}
    corrections = StoredEntry.objects.filter(kind="subject.corrected", body__source="inspection")
    assert [one.body["changes"] for one in corrections] == [{"fields.seats": 36}], "only what differs"


@pytest.mark.mission("C55")
def test_what_one_campaign_corrects_the_other_one_shows(scene: Scene, clock: Clock) -> None:
    root = scene.org(STREET)
    plan = Plan.from_dict({**ASKING, "id": "fire", "title": "消防专项整治"})
    other = Campaign.objects.get(pk=start(by=scene.cast.office, at=clock.now, plan=plan, root=root, units={}))
    inspect(scene, clock, seats=40, floor="below")
    day = scene.person("grid_worker").client.get("/api/day").json()
    row = next(one for one in day["subjects"] if one["name"] == "阿婆面馆")
    assert row["known"][str(other.pk)] == {"seats": "40", "floor": "below"}


@pytest.mark.mission("C55")
def test_a_confirmed_answer_writes_nothing_and_a_rebuild_makes_the_same_register(scene: Scene, clock: Clock) -> None:
    inspect(scene, clock)
    assert not StoredEntry.objects.filter(kind="subject.corrected", body__source="inspection").exists()
    inspect(scene, clock, seats=30)
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before and shop().fields["seats"] == 30


@pytest.mark.mission("C55")
def test_a_checklist_that_asks_again_without_linking_is_named_with_the_way_to_mend_it(tmp_path: Any) -> None:
    again = LOOK.replace("| seats |", "| places |", 1)
    plan = Plan.from_dict({**ASKING, "checklists": {"look": again}})
    kind = plan.subject_kinds[0]
    assert [item.name for item, _ in asked_twice(parse_checklist(again), kind.fields)] == ["places"]
    (tmp_path / "plan.yaml").write_text(plan_text(plan), encoding="utf-8")
    found = next(one for one in check_pack(tmp_path) if one.code == "burden.asked-twice")
    assert "餐位数" in found.message and "name 改成 seats" in found.remedy
