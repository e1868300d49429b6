"""A credit consequence (失信惩戒): proposed on a ground, decided by another, kept from the public, appealed, lifted."""

from __future__ import annotations

import pytest

from taizhang.books.models import BookLine
from taizhang.exposures.models import Exposure
from taizhang.journal.models import AsideEntry
from taizhang.journal.rebuild import rebuild
from tests.licences.conftest import clock, scene
from tests.loop.conftest import Clock
from tests.loop.scene import Person, Scene, fresh
from tests.tables import tables

__all__ = ["clock", "scene"]

FACTS = "回收食品原料再生产，查处后再犯"
LAW = "中华人民共和国食品安全法"


def post(who: Person, what: str, row: Exposure | None = None, **said: str) -> int:
    address = f"/exposures/{row.pk}/{what}" if row else f"/exposures/{what}"
    return int(who.client.post(address, {"entry": fresh(), **said}).status_code)


@pytest.fixture
def sanction(scene: Scene, clock: Clock) -> Exposure:
    form = {
        "subject": str(scene.subjects["老井酒坊"].pk), "kind": "credit", "law": LAW, "clause": "第一百一十三条",
        "board": "列入重点检查名单", "until": "2027-05-31", "facts": FACTS,
    }  # fmt: skip
    assert post(scene.person("station"), "propose", **form) == 302
    row = Exposure.objects.get()
    assert (row.kind_label, row.state_label) == ("失信惩戒", "待批准")
    return row


@pytest.mark.mission("W7")
def test_nobody_carries_out_a_consequence_that_another_person_has_not_decided(
    scene: Scene, clock: Clock, sanction: Exposure
) -> None:
    station, village, leader = (scene.person(name) for name in ("station", "village", "leader"))
    assert FACTS in station.look("/exposures/") and FACTS not in village.look("/exposures/")
    assert post(station, "decide", sanction, decision="approve") == 403
    assert post(leader, "decide", sanction, decision="approve") == 302
    assert FACTS in village.look("/exposures/"), "the clerk of the place carries it out"
    assert FACTS not in scene.person("other_station").look("/exposures/")
    assert FACTS not in scene.person("assessment").look("/exposures/"), "nor is it shown to whoever has no part in it"


@pytest.mark.mission("W7")
def test_an_appeal_is_answered_once_and_an_end_needs_a_reason(scene: Scene, clock: Clock, sanction: Exposure) -> None:
    station, village, leader = (scene.person(name) for name in ("station", "village", "leader"))
    assert post(village, "appeal", sanction, reason="未批准，不能申诉") in (403, 404)
    post(leader, "decide", sanction, decision="approve")
    post(village, "appeal", sanction, reason="那批原料是别家的")
    assert "那批原料是别家的" in leader.look("/exposures/")
    post(station, "uphold", sanction, reason="证据充分")
    sanction.refresh_from_db()
    assert sanction.state == "appealed", "whoever asked for it does not answer the appeal"
    post(leader, "uphold", sanction, reason="进货台账可以证明")
    assert "答复：进货台账可以证明" in village.look("/exposures/")
    post(village, "appeal", sanction, reason="再说一遍")
    sanction.refresh_from_db()
    assert (sanction.state, sanction.appeal) == ("approved", "那批原料是别家的")
    post(leader, "end", sanction, reason=" ")
    post(leader, "end", sanction, reason="已改正并通过复查，信用修复")
    sanction.refresh_from_db()
    assert (sanction.state_label, sanction.reason) == ("已解除", "已改正并通过复查，信用修复")
    assert FACTS not in village.look("/exposures/")
    assert not AsideEntry.objects.exists()
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("W7")
def test_an_appeal_that_is_granted_ends_the_consequence(scene: Scene, clock: Clock, sanction: Exposure) -> None:
    leader, village = scene.person("leader"), scene.person("village")
    post(leader, "decide", sanction, decision="approve")
    post(village, "appeal", sanction, reason="认错了人")
    post(leader, "end", sanction, reason="查实认错了人")
    sanction.refresh_from_db()
    assert (sanction.state, sanction.answer) == ("ended", "查实认错了人")
    assert FACTS not in village.look("/exposures/")


@pytest.mark.mission("W7")
def test_the_help_given_on_site_is_written_down_by_the_station(scene: Scene, clock: Clock) -> None:
    station = scene.person("station")
    page = f"/books/{scene.campaign.pk}/help/place/{scene.cast.station.org}/"
    form = {"v-workshop": "豆香豆腐坊", "v-what": "办证指导", "v-result": "平面图已改好，月底申办"}
    assert station.client.post(page, {"entry": fresh(), "back": page, **form}).status_code == 302
    assert "平面图已改好" in station.look(page) and "办证指导" in scene.person("office").look(page)
    assert BookLine.objects.get().book == "help"
    assert scene.person("other_station").client.get(page).status_code == 404
