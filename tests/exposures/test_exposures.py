"""A household is named in public only on a verified legal ground, by a second person's decision, and for a time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from taizhang.core.refusals import Refused
from taizhang.exposures.models import Exposure
from taizhang.exposures.operations import decide, propose, take_down
from taizhang.journal.rebuild import rebuild
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock  # noqa: F401
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene, fresh
from tests.tables import tables

LAW = "中华人民共和国固体废物污染环境防治法"
BASIS = [{"title": LAW, "clause": "第四十九条"}, {"title": "某某条例", "confirmed": False}]


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:  # noqa: F811
    return build_scene(build_cast(BEGIN), {**PLAN, "basis": BASIS})


def asked(scene: Scene, clock: Clock, **other: Any) -> Any:  # noqa: F811
    said = {"facts": "多次劝导仍随意倾倒垃圾", "clause": "第四十九条", "board": "村务公开栏"}
    given: dict[str, Any] = {
        "by": scene.cast.clerk, "at": clock.now, "campaign": scene.campaign, "subject": scene.subjects["阿婆面馆"],
        "law": LAW, "until": date(2026, 5, 20), "said": said, **other,
    }  # fmt: skip
    return propose(**given)


@pytest.mark.mission("E6")
@pytest.mark.parametrize("law", ["", "村规民约", "某某条例"])
def test_without_a_verified_legal_ground_nothing_is_even_asked_for(scene: Scene, clock: Clock, law: str) -> None:  # noqa: F811
    with pytest.raises(Refused, match="no-legal-ground"):
        asked(scene, clock, law=law)
    assert not Exposure.objects.exists()


@pytest.mark.mission("E6")
def test_until_another_person_approves_only_those_who_decide_see_it(scene: Scene, clock: Clock) -> None:  # noqa: F811
    clerk, leader, worker = (scene.person(name) for name in ("clerk", "leader", "grid_worker"))
    assert "阿婆面馆" in clerk.look("/exposures/?name=阿婆")
    form = {
        "subject": scene.subjects["阿婆面馆"].pk, "law": LAW, "clause": "第四十九条", "board": "村务公开栏",
        "until": "2026-05-20", "facts": "多次劝导仍随意倾倒垃圾", "entry": fresh(),
    }  # fmt: skip
    for _ in range(2):
        clerk.client.post("/exposures/propose", form)
    row = Exposure.objects.get()
    assert "随意倾倒" in leader.look("/exposures/") and "随意倾倒" in clerk.look("/exposures/")
    for name in ("grid_worker", "other_clerk", "bureau", "supervisor"):
        assert "随意倾倒" not in scene.person(name).look("/exposures/"), name
    assert clerk.client.post(f"/exposures/{row.pk}/decide", {"decision": "approve"}).status_code == 403
    leader.client.post(f"/exposures/{row.pk}/decide", {"decision": "approve", "entry": fresh()})
    assert "已批准公开" in worker.look("/exposures/") and "第四十九条" in worker.look("/exposures/")
    assert "随意倾倒" in scene.person("owner").look("/exposures/")
    assert "随意倾倒" not in scene.person("other_owner").look("/exposures/")
    clock.to(5, 21)
    assert "随意倾倒" not in worker.look("/exposures/"), "its time is over"


@pytest.mark.mission("E6")
def test_nobody_approves_their_own_request_and_it_can_be_taken_down(scene: Scene, clock: Clock) -> None:  # noqa: F811
    about = asked(scene, clock, by=scene.cast.office)
    with pytest.raises(Refused, match="not-permitted"):
        decide(by=scene.cast.office, at=clock.now, about=about, approve=True)
    with pytest.raises(Refused, match="reason-missing"):
        decide(by=scene.cast.leader, at=clock.now, about=about, approve=False)
    decide(by=scene.cast.leader, at=clock.now, about=about, approve=True)
    take_down(by=scene.cast.leader, at=clock.now, about=about, reason="已经清理干净")
    assert Exposure.objects.get().state == "ended"
    assert "随意倾倒" not in scene.person("grid_worker").look("/exposures/")
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before
