"""ODK Collect at the open door: forms and register out, each submission in exactly once, case by case."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.ids import derived
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry, StoredFile
from taizhang.openrosa.devices import add_device, collect_settings
from taizhang.openrosa.models import Device
from tests.cast import Cast
from tests.openrosa.collect import Collect, Form, said
from tests.phone.scene import Scene

Picture = Callable[[int], bytes]
ID = "uuid:3f1c9a52-7f0e-4f65-9d1a-5b9f6ad51c11"
NEXT = "uuid:3f1c9a52-7f0e-4f65-9d1a-5b9f6ad51c12"
GOOD = {"gas": "natural", "alarm": "pass", "hose": "pass"}


def filled(collect: Collect, form: Form, subject: str = "阿婆面馆", **values: str) -> bytes:
    (about,) = (about for label, about in form.subjects.items() if label.startswith(subject))
    return collect.fill(form, **{"tz_subject": about, **GOOD, "instance": ID, **values})


@pytest.mark.mission("X6", "C24", "C29")
def test_a_form_from_the_list_to_a_case(collect: Collect, scene: Scene, picture: Picture, now: datetime) -> None:
    (form,) = collect.forms()
    assert form.version == "1"
    assert [label.split()[0] for label in form.subjects] == ["湖边渔家", "阿婆面馆", "青禾小炒"]  # not 稻香饭庄
    finished = now - timedelta(minutes=30)
    xml = filled(
        collect, form, alarm="fail", end=finished.isoformat(), tz_place="30.6601 104.0801 0 12.5",
        tz_photo="1.jpg", tz_signature="2.jpg", tz_note="后厨没有装",
    )  # fmt: skip
    answer = collect.send(xml, {"1.jpg": picture(1), "2.jpg": picture(2)})
    assert (answer.status_code, said(answer)) == (201, "已收到")
    row = Inspection.objects.get()
    assert (row.subject, row.passed, row.inspector_name) == (scene.subject("阿婆面馆"), False, "周麦生")
    assert (row.lat, row.lng, row.accuracy, row.note) == (30.6601, 104.0801, 12.5, "后厨没有装")
    assert row.happened_at == finished
    assert [photo["sha256"] for photo in row.photos] == [sha256(picture(1)).hexdigest()]
    case = Case.objects.get()
    assert (case.pk, case.category) == (derived("case", row.pk, "alarm"), "no-alarm")
    assert Duty.objects.get(subject=row.subject, verb="inspect").state == "met"


@pytest.mark.mission("C24")
def test_the_same_sent_again_counts_once(collect: Collect, scene: Scene) -> None:
    (form,) = collect.forms()
    xml = filled(collect, form)
    assert {collect.send(xml).status_code for _ in range(4)} == {201}
    nameless = re.sub(rb"<instanceID>[^<]*</instanceID>", b"", filled(collect, form, "湖边渔家"))
    assert b"instanceID" not in nameless
    assert {collect.send(nameless).status_code for _ in range(3)} == {201}
    assert Inspection.objects.count() == 2
    assert StoredEntry.objects.filter(thing="inspection").count() == 2
    assert not AsideEntry.objects.exists()


@pytest.mark.mission("C24", "C25")
def test_the_same_number_with_other_content_is_told_and_kept(collect: Collect, scene: Scene) -> None:
    (form,) = collect.forms()
    collect.send(filled(collect, form))
    answer = collect.send(filled(collect, form, tz_note="另一份"))
    assert answer.status_code == 409
    assert "同一编号的记录已存在" in said(answer)
    collect.send(filled(collect, form, tz_note="另一份"))
    aside = AsideEntry.objects.get()
    assert (aside.refusal, aside.content["body"]["odk"]["tz_note"]) == ("same-id-other-content", "另一份")
    assert Inspection.objects.get().note == ""


@pytest.mark.mission("C24", "C26")
def test_files_in_several_posts(collect: Collect, scene: Scene, picture: Picture) -> None:
    (form,) = collect.forms()
    xml = filled(collect, form, tz_photo="1.jpg")
    assert collect.send(xml).status_code == 201
    for _ in range(2):
        assert collect.send(xml, {"1.jpg": picture(1)}).status_code == 201
    assert len(Inspection.objects.get().photos) == 1
    assert collect.send(xml, {"1.jpg": picture(2)}).status_code == 201
    assert [p["sha256"] for p in Inspection.objects.get().photos] == [
        sha256(picture(number)).hexdigest() for number in (1, 2)
    ]
    assert "附件更换" in StoredEntry.objects.filter(kind="inspection.amended").latest("position").body["reason"]
    stray = collect.send(xml, {"别的.jpg": picture(3)})
    assert stray.status_code == 201
    assert "别的.jpg" in said(stray)
    assert StoredFile.objects.filter(pk=sha256(picture(3)).hexdigest()).exists()
    assert AsideEntry.objects.get().detail == "表单中没有提到附件“别的.jpg”"


@pytest.mark.mission("C24", "C25")
def test_edits_follow_each_other(collect: Collect, scene: Scene) -> None:
    (form,) = collect.forms()
    first = filled(collect, form)
    edit = filled(collect, form, instance=NEXT, deprecated=ID, hose="na", tz_note="补充")
    early = collect.send(edit)
    assert early.status_code == 404
    AsideEntry.objects.all().delete()
    assert [collect.send(xml).status_code for xml in (first, edit, edit, first)] == [201, 201, 201, 201]
    amended = StoredEntry.objects.get(kind="inspection.amended")
    assert "“软管无老化、不穿墙”由“合格”改为“不涉及”" in amended.body["reason"]
    assert Inspection.objects.get().note == "补充"
    rival = collect.send(filled(collect, form, instance="uuid:another", deprecated=ID, tz_note="迟到的修改"))
    assert rival.status_code == 409
    assert AsideEntry.objects.get().content["body"]["odk"]["tz_note"] == "迟到的修改"


DEEP = b"<data>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</data>"
BOMB = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><data>&b;</data>'
OUTSIDE = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><data>&a;</data>'


@pytest.mark.parametrize(
    ("xml", "status"),
    [
        (b"", 400), (b"<data", 400), (b"\xff\xfe\x00", 400), (BOMB, 400), (OUTSIDE, 400), (DEEP, 413),
        (b"<data>" + b"x" * (2 * 1024 * 1024) + b"</data>", 413), (b"<data id='none-0'/>", 404),
        (b'<?xml version="1.0" encoding="ponies"?><data/>', 400),
    ],
)  # fmt: skip
def test_hostile_xml_is_refused(collect: Collect, scene: Scene, xml: bytes, status: int) -> None:
    answer = collect.send(xml)
    assert answer.status_code == status
    assert said(answer)
    assert not Inspection.objects.exists()


def test_no_form_at_all(collect: Collect, scene: Scene) -> None:
    answer = collect.client.post(f"{collect.server}/submission", {}, headers={"X-OpenRosa-Version": "1.0"})
    assert answer.status_code == 400
    assert "xml_submission_file" in said(answer)


def test_protocol_and_versions(collect: Collect, scene: Scene, now: datetime) -> None:
    (form,) = collect.forms()
    assert collect.client.get(f"{collect.server}/formList").status_code == 400
    head = collect.client.head(f"{collect.server}/submission", headers={"X-OpenRosa-Version": "1.0"})
    assert head.status_code == 204
    assert head.headers["Location"].endswith("/submission")
    assert int(head.headers["X-OpenRosa-Accept-Content-Length"]) > 10_000_000
    other = filled(collect, form).replace(b'version="1"', b'version="7"')
    assert collect.send(other).status_code == 404


@pytest.mark.mission("C24")
def test_a_closed_campaign_takes_what_was_offline_for_a_time(collect: Collect, scene: Scene, now: datetime) -> None:
    (form,) = collect.forms()
    campaigns = Campaign.objects.filter(pk=scene.campaign.pk)
    campaigns.update(closed_at=now - timedelta(days=3))
    assert collect.forms() == []
    assert collect.send(filled(collect, form)).status_code == 201
    campaigns.update(closed_at=now - timedelta(days=30))
    assert collect.send(filled(collect, form, "湖边渔家", instance=NEXT)).status_code == 409


@pytest.mark.mission("C25")
def test_what_cannot_count_is_kept_for_a_person(collect: Collect, scene: Scene) -> None:
    (form,) = collect.forms()
    answer = collect.send(filled(collect, form, alarm=""))
    assert answer.status_code == 422
    assert "报警装置" in said(answer)
    elsewhere = filled(collect, form, instance=NEXT, tz_subject=str(scene.subject("稻香饭庄")))
    assert collect.send(elsewhere).status_code == 404
    assert {row.refusal for row in AsideEntry.objects.all()} == {"bad-body", "unknown-thing"}
    assert all(row.content["body"]["xml"]["sha256"] for row in AsideEntry.objects.all())
    assert not Inspection.objects.exists()


def test_two_people_with_one_number_are_two(collect: Collect, scene: Scene, cast: Cast, now: datetime) -> None:
    (form,) = collect.forms()
    second = Collect("/odk/" + add_device(by=cast.second_grid_worker, name="二号平板", at=now))
    assert collect.send(filled(collect, form)).status_code == 201
    assert second.send(filled(second, form, "湖边渔家")).status_code == 201
    assert Inspection.objects.count() == 2


@pytest.mark.mission("C24")
def test_a_device_is_let_in_by_its_page_and_put_out_there(cast: Cast, scene: Scene) -> None:
    browser = Client()
    browser.force_login(cast.user("grid_worker"))
    page = browser.post("/devices/add", {"name": "一号平板"}).content.decode()
    (server,) = re.findall(r"<code>http://testserver([^<]*)</code>", page)
    collect = Collect(server)
    assert collect.forms()
    assert server.rpartition("/")[2] not in browser.get("/devices/").content.decode()
    stranger = Client()
    stranger.force_login(cast.user("second_grid_worker"))
    number = Device.objects.get().pk
    assert stranger.post(f"/devices/{number}/revoke").status_code in {302, 404}
    assert collect.forms()
    assert browser.post(f"/devices/{number}/revoke").status_code == 302
    refused = collect.get(f"{server}/formList")
    assert refused.status_code == 403
    assert "停用" in said(refused)
    kinds = StoredEntry.objects.filter(thing="account").order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["account.device_added", "account.device_revoked"]


def test_the_settings_are_what_collect_reads() -> None:
    read = json.loads(zlib.decompress(base64.b64decode(collect_settings("https://example.org/odk/k", name="台账"))))
    assert read["general"]["server_url"] == "https://example.org/odk/k"
