"""A notice reaches every unit, door by door, and each receipt is proved; who has not signed is known by name."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from taizhang.core.ids import uuid7
from taizhang.duties.models import Duty
from taizhang.journal.files import keep_picture
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, PLAN, Scene, build_scene, photo

NOTICE: dict[str, Any] = {
    "id": "notice",
    "title": "签收告知书",
    "acknowledge": {"kind": "restaurant", "document": "letter"},
    "by": "subject",
    "during": "screening",
    "evidence": {"signature": True},
}
WITH_NOTICE = {
    **PLAN,
    "documents": [{"id": "letter", "title": "燃气安全告知书", "kind": "notice", "text": "请使用合格的软管。"}],
    "duties": [*PLAN["duties"], NOTICE],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), WITH_NOTICE)


def sign(scene: Scene, clock: Clock, duty: dict[str, Any], **body: Any) -> dict[str, Any]:
    """What the grid worker's phone sends when somebody has signed on it."""
    entry = {
        "id": str(uuid7()), "kind": "duty.met", "about": duty["id"], "campaign": duty["campaign"],
        "org": duty["place"], "happened_at": clock.now.isoformat(), "seq": 1, "body": body,
    }  # fmt: skip
    batch = {"device": "phone", "sent_at": clock.now.isoformat(), "entries": [entry]}
    answer = scene.person("grid_worker").client.post("/api/sync", json.dumps(batch), content_type="application/json")
    return dict(answer.json()["receipts"][0])


def drawn(clock: Clock) -> dict[str, str]:
    picture = io.BytesIO()
    Image.new("RGB", (60, 30), "white").save(picture, "PNG")
    return {"sha256": keep_picture(picture.getvalue(), at=clock.now).sha256, "name": "签名.png"}


@pytest.mark.mission("G4")
def test_the_grid_worker_takes_the_notice_to_each_door_and_it_is_signed_for(scene: Scene, clock: Clock) -> None:
    day = scene.person("grid_worker").client.get("/api/day").json()
    (duty,) = [one for one in day["duties"] if one["rule"] == "notice"]
    assert duty["paper"] == {"title": "燃气安全告知书", "text": "请使用合格的软管。"}
    assert duty["here"] and duty["evidence"] == ["signature"]

    unsigned = sign(scene, clock, duty, receiver="秦阿婆")
    assert (unsigned["fate"], unsigned["code"]) == ("refused", "proof-missing")
    assert sign(scene, clock, duty, receiver="秦阿婆", signature=drawn(clock))["fate"] == "appended"
    row = Duty.objects.get(pk=duty["id"])
    assert row.state == "met" and row.subject == scene.subjects["阿婆面馆"].pk
    page = scene.person("office").client.get(f"/duties/{row.pk}/").content.decode()
    assert "签收人 秦阿婆" in page and 'alt="签名 1"' in page and "请使用合格的软管" in page


@pytest.mark.mission("G4")
def test_the_office_sees_by_community_who_has_signed_and_who_has_not(scene: Scene, clock: Clock) -> None:
    office, clerk = scene.person("office"), scene.person("clerk")
    about = Duty.objects.get(rule="notice", subject=scene.subjects["阿婆面馆"].pk).pk
    without = office.client.post(f"/duties/{about}/fulfil", {"receiver": "秦阿婆"}, follow=True)
    assert "有签字的回执" in without.content.decode()
    form = {**clerk.form(f"/duties/{about}/"), "receiver": "秦阿婆", "photos": [photo("回执.jpg")]}
    clerk.client.post(f"/duties/{about}/fulfil", form)
    assert Duty.objects.get(pk=about).state == "met", "a photo of the signed receipt proves it, too"
    assert "完成 1 / 应完成 4，差 3" in office.look("/")
    number = scene.org(FIRST).number
    campaign = scene.campaign.pk
    missing = office.look(f"/duties/?campaign={campaign}&rule=notice&org={number}&state=missing")
    assert "柳荫小炒" in missing and "阿婆面馆" not in missing and "稻香饭庄" not in missing


@pytest.mark.mission("G4")
def test_who_never_signs_is_found_at_the_end_of_the_phase(scene: Scene, clock: Clock) -> None:
    from taizhang.workflows.clock import tick

    clock.to(6, 1, "08:00")
    tick(now=clock.now + timedelta(minutes=1))
    assert set(Duty.objects.filter(rule="notice").values_list("state", flat=True)) == {"lapsed"}
