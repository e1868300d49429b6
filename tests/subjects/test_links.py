"""A business without an account: by its link it inspects itself, proves what it has mended, and sees only its own."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from taizhang.cases.models import Case
from taizhang.cases.operations import file, take_step
from taizhang.core.ids import uuid7
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.subjects.operations import close
from tests.cast import Cast
from tests.phone.scene import Scene, build_scene

GOOD = {"answer-gas": "natural", "answer-alarm": "pass", "answer-hose": "pass"}


class Watch:
    """The moment that the pages take for now."""

    def __init__(self, now: datetime) -> None:
        self.now = now


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch, at: datetime) -> Watch:
    watch = Watch(at + timedelta(hours=2))
    monkeypatch.setattr("django.utils.timezone.now", lambda: watch.now)
    return watch


@pytest.fixture
def scene(cast: Cast, at: datetime, watch: Watch) -> Scene:
    return build_scene(cast, at)


def photo() -> SimpleUploadedFile:
    stored = io.BytesIO()
    Image.new("RGB", (60, 40), "#448822").save(stored, "JPEG")
    return SimpleUploadedFile("整改后.jpg", stored.getvalue(), "image/jpeg")


def link(browser: Any, scene: Scene, shop: str = "阿婆面馆", by: str = "grid_worker", days: str = "7") -> str:
    answer = browser(by).post(f"/links/{scene.subject(shop)}/make", {"days": days})
    found = re.search(r"/own/[\w-]+/", answer.content.decode())
    assert found, answer.status_code
    return found[0]


@pytest.mark.mission("C44", "X7")
def test_a_business_inspects_itself_and_proves_what_it_has_mended(
    browser: Any, cast: Cast, scene: Scene, watch: Watch
) -> None:
    own = link(browser, scene)
    guest = Client()
    assert "还没有自查过" in guest.get(own).content.decode()
    form = f"{own}inspect/{scene.campaign.pk}"
    page = guest.get(form).content.decode()
    assert 'data-relevant="${gas} = &#x27;lpg&#x27;"' in page
    refused = guest.post(form, {"entry": str(uuid7()), "answer-gas": "lpg"})
    assert refused.status_code == 422
    assert 'value="lpg" checked' in refused.content.decode()  # nothing entered is lost

    sent = {**GOOD, "answer-alarm": "fail", "note-alarm": "正在装", "entry": str(uuid7())}
    for _ in range(2):
        assert guest.post(form, sent).status_code == 302
    row = Inspection.objects.get()
    assert (row.self_made, row.subject) == (True, scene.subject("阿婆面馆"))
    assert row.inspector == f"subject:{row.subject}"
    assert Duty.objects.get(subject=row.subject, verb="self_inspect").state == "met"
    case = Case.objects.get()
    watch.now += timedelta(hours=1)
    take_step(by=cast.clerk, at=watch.now, case=case.pk, verb="assigned", body={"handler": case.org})

    watch.now += timedelta(hours=1)
    assert "提交整改" in guest.get(own).content.decode()
    step = f"{own}case/{case.pk}"
    without = guest.post(step, {"entry": str(uuid7()), "reason": "已装好"})
    assert without.status_code == 422
    assert "已装好" in without.content.decode()
    assert guest.post(step, {"entry": str(uuid7()), "reason": "已装好", "photos": photo()}).status_code == 302
    case.refresh_from_db()
    assert case.state == "rectified"
    watch.now += timedelta(hours=1)
    assert StoredEntry.objects.get(kind="case.rectified").actor == f"subject:{row.subject}"
    take_step(by=cast.grid_worker, at=watch.now, case=case.pk, verb="rechecked", body={})
    assert Case.objects.get().state == "rechecked"


@pytest.mark.mission("C9", "C44")
def test_a_link_opens_nothing_but_its_own_subject(browser: Any, cast: Cast, scene: Scene, watch: Watch) -> None:
    own = link(browser, scene)
    org = Org.objects.get(number=scene.subjects["湖边渔家"].org)
    neighbour = file(
        by=cast.grid_worker, at=watch.now, campaign=scene.campaign, org=org, category="hose", title="邻家的软管",
        subject=scene.subject("湖边渔家"),
    )  # fmt: skip
    guest = Client()
    assert "邻家的软管" not in guest.get(own).content.decode()
    assert guest.get(f"{own}case/{neighbour}").status_code == 404
    posted = guest.post(f"{own}case/{neighbour}", {"reason": "冒充", "photos": photo()})
    assert posted.status_code == 404
    assert guest.get("/ledger/").status_code == 302  # to sign in: the link is no sign-in
    assert guest.get("/api/day").status_code == 401


@pytest.mark.mission("C44")
@pytest.mark.parametrize("end", ["time", "revoked", "renewed", "closed"])
def test_a_link_ends_when_it_should(browser: Any, cast: Cast, scene: Scene, watch: Watch, end: str) -> None:
    own = link(browser, scene)
    assert Client().get(own).status_code == 200
    about = scene.subject("阿婆面馆")
    if end == "time":
        watch.now += timedelta(days=7, minutes=1)
    elif end == "revoked":
        browser("clerk").post(f"/links/{about}/revoke")
    elif end == "renewed":
        assert Client().get(link(browser, scene)).status_code == 200
    else:
        close(by=cast.clerk, at=watch.now, subject=about, reason="已停业")
    answer = Client().get(own)
    assert answer.status_code == 404
    assert "链接已经失效" in answer.content.decode()


@pytest.mark.mission("C9")
def test_only_who_may_inspect_there_hands_out_links(browser: Any, scene: Scene) -> None:
    about = scene.subject("阿婆面馆")
    answers = {name: browser(name).post(f"/links/{about}/make", {"days": "7"}) for name in ("other_clerk", "leader")}
    assert {name: answer.status_code for name, answer in answers.items()} == {"other_clerk": 404, "leader": 403}
    page = browser("clerk").get(f"/register/{about}/").content.decode()
    assert "生成链接" in page
    assert browser("clerk").post(f"/links/{about}/make", {"days": "3650"}).status_code == 422
