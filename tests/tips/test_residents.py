"""A resident reports a problem without an account, is told what comes of it, and says whether it is solved."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import open_to_residents
from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.core.ids import uuid7
from taizhang.journal.files import content_of
from taizhang.journal.models import StoredEntry
from taizhang.tips.models import Knock, Tip
from tests.cast import Cast
from tests.phone.scene import Scene, build_scene

WORDS = "楼下面馆的煤气罐放在走廊里"


@pytest.fixture
def scene(cast: Cast, at: datetime) -> Scene:
    scene = build_scene(cast, at)
    open_to_residents(by=cast.office, at=at, campaign=scene.campaign, public=True)
    scene.campaign.refresh_from_db()
    return scene


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at + timedelta(hours=2))


def shot() -> SimpleUploadedFile:
    stored = io.BytesIO()
    picture = Image.new("RGB", (60, 40), "#884422")
    exif = picture.getexif()
    exif[0x0110] = "某品牌手机"
    picture.save(stored, "JPEG", exif=exif)
    return SimpleUploadedFile("走廊.jpg", stored.getvalue(), "image/jpeg")


def report(scene: Scene, cast: Cast, **more: Any) -> Any:
    words = {
        "entry": str(uuid7()), "text": WORDS, "org": cast.orgs["530199001001"].number, "address": "青禾街12号",
        "lat": "30.6601", "lng": "104.0801", "accuracy": "12", **more,
    }  # fmt: skip
    return Client().post(f"/report/campaign/{scene.campaign.pk}/", {k: v for k, v in words.items() if v is not None})


def followed(receipt: str) -> str:
    return re.sub(r"\s+", " ", Client().get(f"/report/{receipt}/").content.decode())


@pytest.mark.mission("C47")
def test_from_the_report_to_the_word_of_the_resident(cast: Cast, scene: Scene, browser: Any, at: datetime) -> None:
    answer = report(scene, cast, photos=shot())
    assert answer.status_code == 302
    tip = Tip.objects.get()
    assert answer.url == f"/report/{tip.receipt}/"
    assert "等待受理" in followed(tip.receipt)
    assert (tip.lat, tip.accuracy, tip.address) == (30.6601, 12, "青禾街12号")
    assert b"\xe6\x9f\x90" not in content_of(tip.photos[0]["sha256"])  # the phone's model has gone
    assert StoredEntry.objects.get(kind="tip.received").actor == "public"

    clerk = browser("clerk")
    assert "有 1 件群众反映等着办理" in clerk.get("/").content.decode()
    assert WORDS in clerk.get("/tips/").content.decode()
    page = clerk.get(f"/tips/{tip.pk}/").content.decode()
    assert f"/files/{tip.photos[0]['sha256']}" in page
    assert clerk.get(f"/files/{tip.photos[0]['sha256']}").status_code == 200
    sent = {
        "entry": str(uuid7()), "category": "bottle", "title": "气瓶放在走廊", "description": "核实属实",
        "subject": str(scene.subject("阿婆面馆")),
    }  # fmt: skip
    answer = clerk.post(f"/tips/{tip.pk}/case", sent)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get()
    assert (case.category, case.subject, case.photos) == ("bottle", scene.subject("阿婆面馆"), tip.photos)
    assert "群众反映等着办理" not in clerk.get("/").content.decode()
    told = followed(tip.receipt)
    assert "已经立案" in told
    assert "阿婆面馆" not in told  # what is found where is not the resident's to read
    assert "江小禾" not in told

    later = at + timedelta(hours=3)
    take_step(by=cast.clerk, at=later, case=case.pk, verb="assigned", body={"handler": case.org})
    assert "承办单位：柳荫第一网格" in followed(tip.receipt)
    assert "问题解决了吗" not in followed(tip.receipt)
    steps = [
        ("grid_worker", "rectified", {"reason": "已移出", "photos": tip.photos}),
        ("second_grid_worker", "rechecked", {}),
        ("clerk", "accepted", {}),
        ("office", "struck", {}),
    ]
    for hours, (name, verb, body) in enumerate(steps, start=4):
        take_step(by=cast.actors[name], at=at + timedelta(hours=hours), case=case.pk, verb=verb, body=body)
    assert "已经销号" in followed(tip.receipt)

    url = f"/report/{tip.receipt}/rate"
    assert "哪里没有解决" in Client().post(url, {"satisfied": "no"}).content.decode()
    assert Client().post(url, {"satisfied": "no", "remark": "昨天又放回来了"}).status_code == 302
    assert "正在重新办理" in followed(tip.receipt)
    assert "昨天又放回来了" in clerk.get(f"/tips/{tip.pk}/").content.decode()
    clerk.post(f"/tips/{tip.pk}/answer", {"answer": "已再次上门移出并加锁"})
    assert "已再次上门移出并加锁" in followed(tip.receipt)
    Client().post(url, {"satisfied": "yes"})
    tip.refresh_from_db()
    assert (tip.state, tip.satisfied) == ("answered", True)


@pytest.mark.mission("C47")
def test_what_is_known_already_joins_its_case_and_follows_it(cast: Cast, scene: Scene, browser: Any) -> None:
    report(scene, cast)
    report(scene, cast, text="同一个走廊里有气瓶")
    first, second = Tip.objects.order_by("text")
    clerk = browser("clerk")
    clerk.post(f"/tips/{first.pk}/case", {"category": "bottle", "title": "气瓶放在走廊"})
    case = Case.objects.get()
    assert clerk.post(f"/tips/{second.pk}/join", {"number": "260513-XXXX"}).status_code == 404
    clerk.post(f"/tips/{second.pk}/join", {"number": case.number.lower()})
    second.refresh_from_db()
    assert (second.state, second.case) == ("filed", case.pk)
    assert clerk.post(f"/tips/{second.pk}/answer", {"answer": "再答复一次"}).status_code == 409


@pytest.mark.mission("C47")
def test_the_same_form_sent_twice_counts_once(cast: Cast, scene: Scene) -> None:
    entry = str(uuid7())
    first, second = (report(scene, cast, entry=entry) for _ in range(2))
    assert first.url == second.url
    assert Tip.objects.count() == 1


@pytest.mark.mission("C47")
def test_a_flood_is_held_back_and_a_number_is_not_found_by_trying(cast: Cast, scene: Scene) -> None:
    answers = [report(scene, cast, text=f"第{number}次反映同一个问题").status_code for number in range(8)]
    assert answers == [302] * 6 + [429] * 2
    page = report(scene, cast)
    assert WORDS in page.content.decode()  # what was written is not lost
    tried = [Client().get(f"/report/AAAAA-{number:05}/").status_code for number in range(45)]
    assert tried == [404] * 40 + [429] * 5
    assert "127.0.0.1" not in str(list(Knock.objects.values()))


@pytest.mark.mission("C47")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "煤气"}, "请写清楚"),
        ({"org": "0"}, "请选择在哪个社区"),
        ({"photos": SimpleUploadedFile("a.jpg", b"<script>", "image/jpeg")}, "照片"),
        ({"website": "http://spam.example"}, "填写的内容"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_the_way_to_mend_it(
    cast: Cast, scene: Scene, more: dict[str, Any], words: str
) -> None:
    answer = report(scene, cast, **more)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Tip.objects.exists()


def test_a_place_that_is_no_place_is_left_out(cast: Cast, scene: Scene) -> None:
    report(scene, cast, lat="999", lng="x")
    assert Tip.objects.get().lat is None


@pytest.mark.mission("C47")
def test_only_an_opened_campaign_is_shown_to_the_public(cast: Cast, scene: Scene, office: Client) -> None:
    title = scene.campaign.title
    assert title in Client().get("/report/").content.decode()
    answer = office.post(f"/tips/open/{scene.campaign.pk}", {"public": "no"})
    assert answer.status_code == 302
    assert not Campaign.objects.get().public
    assert title not in Client().get("/report/").content.decode()
    assert report(scene, cast).status_code == 404


@pytest.mark.mission("C9", "C47")
def test_residents_words_reach_only_the_posts_that_settle_them(cast: Cast, scene: Scene, browser: Any) -> None:
    report(scene, cast)
    tip = Tip.objects.get()
    seen = {
        name: browser(name).get(f"/tips/{tip.pk}/").status_code
        for name in ("office", "clerk", "supervisor", "other_clerk", "grid_worker", "bureau", "system_admin")
    }
    assert seen == {
        "office": 200, "clerk": 200, "supervisor": 200, "other_clerk": 404, "grid_worker": 403, "bureau": 403,
        "system_admin": 403,
    }  # fmt: skip
    refused = browser("supervisor").post(f"/tips/{tip.pk}/answer", {"answer": "代为答复"})
    assert refused.status_code == 403
