"""The daily meeting: what lags is on the table by itself, what is decided is owed, the minutes write themselves."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

import pytest
from docx import Document

from taizhang.dispatch.models import Dispatch
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.workflows.clock import tick
from tests.cast import build_cast
from tests.loop.conftest import Clock
from tests.loop.scene import BEGIN, FIRST, SECOND, STREET, Person, Scene, build_scene, in_words, photo
from tests.loop.test_loop import assign
from tests.tables import tables


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    """One case twelve days late in the first community, one filed today in the second."""
    scene = build_scene(build_cast(BEGIN))
    late = scene.found("hose", clock.now, title="灶台软管老化")
    assign(scene, late)
    scene.people["late"] = late  # type: ignore[assignment]
    clock.to(5, 30, "08:00")
    tick(now=clock.now)
    scene.found("papers", clock.now, shop="稻香饭庄", title="制度没有上墙")
    return scene


def begin(person: Person) -> str:
    response = person.client.post("/dispatch/begin")
    assert response.status_code == 302
    return str(response["Location"])


def decide(person: Person, address: str, **given: object) -> str:
    form = person.form(address) | {"what": "约请燃气公司上门更换软管", "due_on": "2026-06-02"}
    return in_words(person.client.post(f"{address}decide", {**form, **given}, follow=True))


@pytest.mark.mission("R4", "C56")
def test_what_lags_is_on_the_table_by_itself(scene: Scene, clock: Clock) -> None:
    said = scene.person("office").look("/dispatch/")
    assert "灶台软管老化" in said and "逾期12天" in said, "a hard case, proposed for work on the spot"
    assert said.index("柳荫社区") < said.index("稻香社区") and "逾期未整改1件" in said
    assert "江小禾" in said, "who answers for the community"
    assert "新发现1" in said and "开始今天的调度" in said


@pytest.mark.mission("R4", "C56", "C66")
def test_the_agenda_is_handed_out_before_the_meeting(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    decide(office, begin(office), org=scene.org(FIRST).number)
    clock.to(5, 31, "08:00")
    assert "/dispatch/agenda.docx" in office.client.get("/dispatch/").content.decode()
    content = b"".join(office.client.get("/dispatch/agenda.docx").streaming_content)  # type: ignore[attr-defined]
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)
    for words in ("调度会议程", "柳荫社区（江小禾）：", "灶台软管老化（", "逾期13天", "约请燃气公司上门更换软管"):
        assert words in text, words
    assert scene.person("grid_worker").client.get("/dispatch/agenda.docx").status_code == 403


@pytest.mark.mission("R4", "C56")
def test_a_decision_becomes_a_duty_that_is_tracked_like_any_other(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    address = begin(office)
    assert begin(office) == address, "one meeting a day"
    late = scene.people["late"]
    assert "推动“灶台软管老化”整改销号" in office.look(f"{address}?case={late}")
    said = decide(office, address, org=scene.org(FIRST).number, case=str(late))
    assert "已议定" in said and "约请燃气公司上门更换软管" in said

    duty = Duty.objects.get(rule="ordered")
    assert (duty.bearer, duty.role, duty.state) == (scene.org(FIRST).number, "clerk", "open")
    clerk = scene.person("clerk")
    assert "约请燃气公司上门更换软管" in clerk.look("/duties/mine")
    assert "交办" in clerk.look(f"/duties/{duty.pk}/")
    assert any(one["id"] == str(duty.pk) and one["here"] for one in clerk.client.get("/api/day").json()["duties"])

    clock.to(6, 3, "08:00")
    tick(now=clock.now)
    duty.refresh_from_db()
    assert (duty.state, duty.rung) == ("lapsed", "supervise"), "an order that is not kept climbs the ladder"
    assert "约请燃气公司上门更换软管" in office.look("/dispatch/"), "and is on the table again"
    form = clerk.form(f"/duties/{duty.pk}/") | {"note": "已更换", "photos": [photo()]}
    clerk.client.post(f"/duties/{duty.pk}/fulfil", form)
    duty.refresh_from_db()
    assert duty.state == "met_late"
    assert "约请燃气公司上门更换软管" not in office.look("/dispatch/").partition("历次调度")[0]
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("R4", "C56")
def test_the_agenda_is_frozen_and_the_minutes_are_an_official_document(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    address = begin(office)
    decide(office, address, org=scene.org(FIRST).number)
    assert office.client.get(f"{address}minutes.docx").status_code == 409
    closing = {"chair": "管大川", "attendees": "程思远、江小禾", "note": "下周一继续。"}
    assert "调度结束" in in_words(office.client.post(f"{address}close", closing, follow=True))
    row = Dispatch.objects.get()
    assert row.day == date(2026, 5, 30) and row.agenda["hard"][0]["title"] == "灶台软管老化"

    first = b"".join(office.client.get(f"{address}minutes.docx").streaming_content)  # type: ignore[attr-defined]
    clock.to(6, 20, "08:00")
    tick(now=clock.now)
    scene.found("leak", clock.now, title="新的一件")
    assert "新的一件" not in office.look(address), "it stays as it was when the meeting ended"
    assert b"".join(office.client.get(f"{address}minutes.docx").streaming_content) == first  # type: ignore[attr-defined]
    document = Document(io.BytesIO(first))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for words in ("调度会议纪要", "主持人：管大川", "柳荫社区约请燃气公司上门更换软管", "6月2日前完成", "下周一继续"):
        assert words in text, words
    assert document.tables[0].rows[1].cells[0].text == "柳荫社区"
    assert "这次调度已经结束" in decide_late(office, address, scene)


def decide_late(person: Person, address: str, scene: Scene) -> str:
    fields = {"what": "再办一件", "due_on": "2026-07-01", "org": scene.org(FIRST).number}
    return in_words(person.client.post(f"{address}decide", fields, follow=True))


@pytest.mark.mission("R4", "C5")
def test_only_who_supervises_the_place_holds_its_meeting(scene: Scene, clock: Clock) -> None:
    address = begin(scene.person("office"))
    for name in ("clerk", "grid_worker", "bureau", "owner"):
        assert scene.person(name).client.get("/dispatch/").status_code == 403
        assert scene.person(name).client.get(address).status_code in (403, 404)
        assert scene.person(name).client.post(f"{address}decide", {"what": "x"}).status_code in (403, 404)
    assert Dispatch.objects.get().decisions == []


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"what": "  "}, "请写明要办什么"),
        ({"due_on": "2026-05-29"}, "期限早于当前时间"),
        ({"due_on": "明天"}, "不是日期"),
        ({"org": "999999"}, "请选择承办单位"),
        ({"case": str(UUID(int=1))}, "找不到"),
    ],
    ids=["nothing", "past", "no date", "nobody", "no such case"],
)
def test_a_wrong_decision_is_told_and_writes_nothing(
    scene: Scene,
    clock: Clock,
    given: dict[str, str],
    told: str,
) -> None:
    office = scene.person("office")
    address = begin(office)
    assert told in decide(office, address, **given)
    assert not Duty.objects.filter(rule="ordered").exists()


def test_places_elsewhere_cannot_be_charged(scene: Scene, clock: Clock) -> None:
    office = scene.person("office")
    address = begin(office)
    offered = office.client.get(address).content.decode().partition('id="org"')[2].partition("</select>")[0]
    assert all(scene.org(code).name in offered for code in (STREET, FIRST, SECOND))
    assert "柳荫第一网格" not in offered
