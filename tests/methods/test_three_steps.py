"""A case goes up its ladder (自拆 → 助拆 → 强拆) through the pages: papers first, time kept, evidence given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.methods.models import Ladder
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, PLAN, Person, Scene, build_scene, in_words, photo
from tests.tables import tables

STEPS = {
    "id": "three-steps",
    "name": "三步走",
    "steps": [
        {"id": "own", "name": "自行拆除", "period": "10d", "documents": ["order"], "evidence": "送达回执"},
        {"id": "assisted", "name": "协助拆除", "period": "7d"},
        {"id": "forced", "name": "依法强拆"},
    ],
}
LEAK = {**PLAN["categories"][2], "method": "three-steps"}
RECTIFY: dict[str, Any] = {
    "id": "put-right",
    "title": "违规用气场所整改到位",
    "rectify": {"kind": "restaurant", "method": "three-steps"},
    "by": {"level": "grid", "role": "grid-worker"},
    "during": "screening",
}
WITH_STEPS = {
    **PLAN,
    "categories": [*PLAN["categories"][:2], LEAK],
    "documents": [{"id": "order", "title": "责令限期拆除通知书"}],
    "methods": [STEPS],
    "duties": [*PLAN["duties"], RECTIFY],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), WITH_STEPS)


def enter(person: Person, case: UUID, **given: Any) -> str:
    form = person.form(f"/methods/{case}/")
    return in_words(person.client.post(f"/methods/{case}/enter", {**form, **given}, follow=True))


@pytest.mark.mission("R5")
def test_no_step_before_its_papers_its_time_and_its_evidence(scene: Scene, clock: Clock) -> None:
    case = scene.found("leak", clock.now)
    office, page = scene.person("office"), f"/methods/{case}/"
    assert "分步处置" in office.case(case) and "分步处置" in office.look("/ledger/")
    assert "还没有开始" in office.look(page) and "责令限期拆除通知书" in office.look(page)
    assert "文书" in enter(office, case) and not Ladder.objects.exists()

    enter(office, case, documents=["order"], note="当面送达")
    assert "正在自行拆除，限期到 5月23日" in office.look(page)
    assert "才能进入“协助拆除”" in office.look(page)
    assert "自行拆除" in office.look("/methods/") and "阿婆面馆" in office.look("/methods/")

    clock.to(5, 24)
    assert "限期已满" in office.look("/methods/") and "阿婆面馆" in office.look("/methods/?over=1")
    assert "证据" in enter(office, case), "the receipt is missing"
    enter(office, case, photos=[photo()])
    assert "正在协助拆除" in office.look(page)
    assert rows_rebuilt_equal(clock.now)


@pytest.mark.mission("R5")
def test_a_case_struck_off_ends_its_ladder_and_meets_the_duty_to_put_right(scene: Scene, clock: Clock) -> None:
    from tests.loop.test_loop import go_round

    case, other = scene.found("leak", clock.now), scene.found("hose", clock.now)
    enter(scene.person("office"), case, documents=["order"])
    owed = Duty.objects.get(rule="put-right", subject=scene.subjects["阿婆面馆"].pk)
    go_round(scene, case)
    tick(now=clock.now)
    assert Ladder.objects.get().settled_at is not None
    owed.refresh_from_db()
    assert owed.state == "open", "another problem of the same place is open"
    go_round(scene, other)
    tick(now=clock.now)
    owed.refresh_from_db()
    assert owed.state == "met"
    assert "处置完成" in scene.person("office").look(f"/methods/{case}/")
    assert rows_rebuilt_equal(clock.now)


@pytest.mark.mission("R5", "C5")
def test_others_do_not_see_it_and_the_worker_cannot_enter(scene: Scene, clock: Clock) -> None:
    case = scene.found("leak", clock.now)
    assert scene.person("other_clerk").client.get(f"/methods/{case}/").status_code in (403, 404)
    assert "由有派单权限的岗位" in scene.person("grid_worker").look(f"/methods/{case}/")
    assert scene.person("grid_worker").client.post(f"/methods/{case}/enter", {"step": "own"}).status_code == 403
    assert not Ladder.objects.exists()


def rows_rebuilt_equal(at: datetime) -> bool:
    before = tables()
    rebuild(at=at)
    return tables() == before
