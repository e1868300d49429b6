"""A hotline hands in residents' reports by Open311 GeoReport v2 and follows them, in JSON and in XML."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from taizhang.campaigns.operations import open_to_residents
from taizhang.cases.models import Case
from taizhang.journal.models import StoredEntry
from taizhang.tips.models import Tip
from taizhang.tips.operations import answer, make_case
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST, SECOND, photo
from tests.loop.test_scope import text_of

from .conftest import Outside, Systems

WORDS = "楼下面馆的煤气罐放在走廊里"


@pytest.fixture
def hotline(systems: Systems, clock: Clock) -> Outside:
    open_to_residents(by=systems.scene.cast.office, at=clock.now, campaign=systems.scene.campaign, public=True)
    systems.scene.campaign.refresh_from_db()
    return systems.key(tables=("tips",), writes=True)


def post(system: Outside, ending: str = "json", **fields: Any) -> Any:
    address = f"/data/open311/v2/requests.{ending}"
    return system.client.post(address, {"api_key": system.key, **fields})


def handed_in(system: Outside, systems: Systems, **more: Any) -> str:
    fields = {
        "service_code": systems.scene.campaign.number, "description": WORDS, "address_string": "青禾街12号",
        "attribute[place]": systems.scene.org(FIRST).number, "lat": "30.66", "long": "104.08", **more,
    }  # fmt: skip
    made = post(system, **fields)
    assert made.status_code == 201, text_of(made)
    return str(made.json()[0]["service_request_id"])


@pytest.mark.mission("C78")
def test_a_report_is_handed_in_and_followed_to_its_end(systems: Systems, hotline: Outside, clock: Clock) -> None:
    (service,) = hotline.json("open311/v2/services.json")
    assert service["service_code"] == systems.scene.campaign.number and service["type"] == "realtime"
    described = hotline.json(f"open311/v2/services/{service['service_code']}.json")
    (place,) = described["attributes"]
    assert {"key": str(systems.scene.org(FIRST).number), "name": "柳荫社区"} in place["values"] and place["required"]
    receipt = handed_in(hotline, systems, media=photo())
    tip = Tip.objects.get(receipt=receipt)
    assert (tip.text, tip.address, tip.lat, tip.lng, len(tip.photos)) == (WORDS, "青禾街12号", 30.66, 104.08, 1)
    entry = StoredEntry.objects.get(about=tip.pk)
    assert entry.actor == "public" and entry.body["via"] == "市数据平台", "who handed it on stands in the journal"
    told = hotline.json(f"open311/v2/requests/{receipt}.json")[0]
    assert (told["status"], told["status_notes"]) == ("open", "已经收到，等待受理")
    assert datetime.fromisoformat(told["requested_datetime"]).utcoffset()
    assert told["description"] == "＊＊＊" and "12号" not in json.dumps(told, ensure_ascii=False)
    office = systems.scene.cast.office
    case = make_case(
        by=office, at=clock.now, tip=tip, campaign=systems.scene.campaign, category="hose", title="走廊放气瓶"
    )
    assert hotline.json(f"open311/v2/requests/{receipt}.json")[0]["status_notes"] == "已经立案，正在安排承办单位"
    Case.objects.filter(pk=case).update(open=False, state="struck", closed_at=clock.now)
    (closed,) = hotline.json("open311/v2/requests.json", status="closed")
    assert closed["service_request_id"] == receipt and closed["status_notes"] == "整改完成，已经销号"
    assert hotline.json("open311/v2/requests.json", status="open") == []


@pytest.mark.mission("C78")
def test_the_same_in_xml_as_the_standard_names_it(systems: Systems, hotline: Outside, clock: Clock) -> None:
    services = etree.fromstring(hotline.get("open311/v2/services.xml").content)
    assert services.tag == "services" and services[0].tag == "service"
    code = services.findtext("service/service_code")
    assert services.findtext("service/metadata") == "true"
    described = etree.fromstring(hotline.get(f"open311/v2/services/{code}.xml").content)
    assert described.tag == "service_definition"
    assert described.findtext("attributes/attribute/values/value/name") == "柳荫社区"
    made = post(hotline, "xml", service_code=code, description=WORDS, address_id=systems.scene.org(SECOND).number)
    assert made.status_code == 201 and made.headers["Content-Type"].startswith("text/xml")
    receipt = etree.fromstring(made.content).findtext("request/service_request_id")
    listed = etree.fromstring(hotline.get("open311/v2/requests.xml", service_request_id=receipt).content)
    assert listed.tag == "service_requests"
    assert listed.findtext("request/status") == "open" and listed.find("request/media_url").text is None
    tip = Tip.objects.get(receipt=receipt)
    answer(by=systems.scene.cast.office, at=clock.now, tip=tip, words="已经上门看过，没有气瓶")
    listed = etree.fromstring(hotline.get("open311/v2/requests.xml").content)
    assert listed.findtext("request/status") == "closed"


@pytest.mark.mission("C78")
def test_what_is_wrong_is_told_in_the_standards_form(systems: Systems, hotline: Outside) -> None:
    code = systems.scene.campaign.number
    wrong: list[tuple[dict[str, Any], int]] = [
        ({}, 404),
        ({"service_code": "none", "description": WORDS}, 404),
        ({"service_code": code, "description": WORDS}, 400),
        ({"service_code": code, "description": WORDS, "attribute[place]": "999"}, 400),
        ({"service_code": code, "description": "坏", "address_id": systems.scene.org(FIRST).number}, 400),
        ({"service_code": code, "description": WORDS, "lat": "x", "long": "1"}, 400),
        ({"service_code": code, "description": WORDS, "address_id": systems.scene.org(FIRST).number,
          "media": SimpleUploadedFile("a.jpg", b"no picture", "image/jpeg")}, 400),
    ]  # fmt: skip
    for fields, status in wrong:
        answered = post(hotline, **fields)
        assert (answered.status_code, answered.json()[0]["code"]) == (status, status), fields
        assert answered.json()[0]["description"]
    assert not Tip.objects.exists()
    told = etree.fromstring(Outside("tz_guessed").get("open311/v2/services.xml").content)
    assert told.findtext("error/code") == "403"
    assert Outside("tz_guessed").get("open311/v2/services.json").status_code == 403
    assert hotline.get("open311/v2/services.csv").status_code == 404
    assert hotline.get("open311/v2/requests.json", start_date="yesterday").status_code == 400


@pytest.mark.mission("C78", "C9")
def test_a_key_hands_in_and_follows_only_within_its_place(systems: Systems, hotline: Outside) -> None:
    first, reader = systems.key(FIRST, tables=("tips",), writes=True), systems.key(tables=("tips",))
    theirs = handed_in(hotline, systems, **{"attribute[place]": systems.scene.org(SECOND).number})
    assert first.get(f"open311/v2/requests/{theirs}.json").status_code == 404
    assert first.json("open311/v2/requests.json") == []
    assert first.json("open311/v2/requests.json", service_request_id=theirs) == []
    outside = {"service_code": systems.scene.campaign.number, "description": WORDS}
    assert post(first, **outside, address_id=systems.scene.org(SECOND).number).status_code == 400
    assert post(reader, **outside, address_id=systems.scene.org(FIRST).number).status_code == 403
    assert reader.json("open311/v2/requests.json")[0]["service_request_id"] == theirs
    assert systems.key(tables=("cases",)).get("open311/v2/requests.json").status_code == 403
    whole = systems.key(tables=("tips",), personal=True).json("open311/v2/requests.json")
    assert whole[0]["description"] == WORDS


@pytest.mark.mission("C78")
def test_what_is_sent_again_is_taken_once_and_a_point_finds_the_nearest_place(
    systems: Systems, hotline: Outside
) -> None:
    once = handed_in(hotline, systems, external_id="12345-20260513-7")
    assert handed_in(hotline, systems, external_id="12345-20260513-7") == once and Tip.objects.count() == 1
    for code, lat in ((FIRST, 30.66), (SECOND, 30.70)):
        org = systems.scene.org(code)
        type(org).objects.filter(pk=org.pk).update(lat=lat, lng=104.08)
    near = handed_in(hotline, systems, **{"attribute[place]": "", "lat": "30.699", "long": "104.081"})
    assert Tip.objects.get(receipt=near).org == systems.scene.org(SECOND).number
