"""Licences of workshops and health certificates of their people: entered, imported, reminded of, lapsed, missed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from taizhang.campaigns.operations import start
from taizhang.cases.models import Case
from taizhang.core.plan import Plan
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.licences.models import Licence
from taizhang.subjects.links import make_link
from taizhang.subjects.operations import close
from taizhang.workflows.clock import tick
from tests.licences.scene import COUNTY
from tests.loop.conftest import Clock
from tests.loop.scene import PLAN, Scene, fresh, in_words
from tests.tables import tables

HEADS = ["对象名称", "证照种类", "持证人", "证号", "许可范围", "发证日期", "有效期至"]
PRODUCTION, HEALTH = "食品加工小作坊生产许可证", "从业人员健康证明"


def enter(scene: Scene, who: str, name: str, **said: Any) -> str:
    page = f"/licences/subject/{scene.subjects[name].pk}/"
    form = {"entry": fresh(), "licence": "production", "held": "yes", **said}
    return in_words(scene.person(who).client.post(page, form, follow=True))


def upload(scene: Scene, who: str, *rows: list[str]) -> str:
    book = Workbook()
    assert book.active is not None
    for row in [HEADS, *rows]:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("证照.xlsx", content.getvalue())
    return in_words(scene.person(who).client.post("/licences/import/", {"file": file}, follow=True))


def wake(clock: Clock, month: int, day: int) -> None:
    tick(now=clock.to(month, day, "00:30"))
    clock.to(month, day)


@pytest.mark.mission("W2")
def test_a_licence_is_reminded_of_before_it_ends_and_its_renewal_settles_the_reminder(
    scene: Scene, clock: Clock
) -> None:
    shown = enter(scene, "station", "石桥米粉坊", number="禾食坊0001", scope="米粉", valid_until="2026-07-31")
    assert "禾食坊0001" in shown and "范围：米粉" in shown and "有效期至 2026-07-31" in shown
    row = Licence.objects.get()
    wake(clock, 6, 1)
    assert not Duty.objects.filter(rule="ordered").exists(), "60 days before is June 1st at midnight's end"
    wake(clock, 6, 2)
    duty = Duty.objects.get(rule="ordered")
    assert duty.title == f"到期前督促换证：石桥米粉坊：{PRODUCTION}"
    assert duty.bearer == scene.cast.station.org
    assert "到期前督促换证" in scene.person("station").look("/duties/mine")
    assert "即将到期" in scene.person("station").look(f"/register/{row.subject}/")

    sent = fresh()
    for _ in range(2):
        again = enter(scene, "station", "石桥米粉坊", number="禾食坊0001", valid_until="2029-07-31", entry=sent)
        assert "有效期至 2029-07-31" in again
    duty.refresh_from_db()
    assert duty.state == "met"
    wake(clock, 8, 2)
    assert not Case.objects.exists()
    history = scene.person("office").look(f"/licences/{row.pk}/")
    assert "有效期至 2026-07-31" in history and "有效期至 2029-07-31" in history


@pytest.mark.mission("W2")
def test_a_licence_that_ends_becomes_a_problem_at_the_workshop(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", number="禾食坊0001", valid_until="2026-06-15")
    for day in (15, 16, 17):
        wake(clock, 6, day)
    case = Case.objects.get()
    assert case.category == "unlicensed"
    assert case.subject == scene.subjects["石桥米粉坊"].pk
    assert "2026-06-15 已过期" in case.description
    assert "已过期" in scene.person("station").look(f"/register/{case.subject}/")
    assert "2026-06-15 已过期" in scene.person("office").look("/licences/missing/?kind=production")
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("W2")
def test_one_that_had_ended_before_it_was_entered_is_a_problem_at_once(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", number="旧证", valid_until="2025-12-31")
    wake(clock, 5, 14)
    assert Licence.objects.get().standing == "expired"
    assert Case.objects.count() == 1
    wake(clock, 5, 15)
    assert Case.objects.count() == 1


@pytest.mark.mission("W2", "W1", "C55")
def test_what_the_register_says_of_the_paper_follows_it_and_so_does_what_becomes_of_the_workshop(
    scene: Scene, clock: Clock
) -> None:
    """Nobody types a second time that a workshop holds its licence."""
    tofu = scene.subjects["豆香豆腐坊"]

    def stands() -> tuple[str, set[str]]:
        tofu.refresh_from_db()
        owed = Duty.objects.filter(subject=tofu.pk, state="open").exclude(rule="ordered")
        return tofu.fields["licensed"], set(owed.values_list("rule", flat=True)) & {"eight-checks", "help-to-licence"}

    assert stands() == ("没有证件", {"help-to-licence"})
    shown = enter(scene, "other_station", "豆香豆腐坊", number="禾食坊0002", valid_until="2026-06-15")
    assert "底数里的“持证情况”已随之更新" in shown
    assert stands() == ("持有有效证件", {"eight-checks"})
    wake(clock, 6, 16)
    assert stands() == ("证件过期", {"help-to-licence"})
    enter(scene, "other_station", "豆香豆腐坊", number="禾食坊0002", valid_until="2029-06-15")
    assert stands() == ("持有有效证件", {"eight-checks"})
    paper = Licence.objects.get()
    scene.person("other_station").client.post(f"/licences/{paper.pk}/end", {"entry": fresh(), "reason": "吊销"})
    assert stands() == ("没有证件", {"help-to-licence"})
    history = scene.person("office").look(f"/register/{tofu.pk}/")
    assert "随证照登记" in history
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("W2")
def test_nothing_is_chased_of_a_workshop_that_is_gone(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", number="0001", valid_until="2026-06-15")
    close(by=scene.cast.office, at=clock.now, subject=scene.subjects["石桥米粉坊"].pk, reason="已停业")
    wake(clock, 6, 20)
    assert not Case.objects.exists()
    assert Licence.objects.get().standing == "ended"


@pytest.mark.mission("W2")
def test_a_list_is_imported_whole_or_not_at_all_and_says_what_to_mend(scene: Scene, clock: Clock) -> None:
    good = ["石桥米粉坊", PRODUCTION, "", "禾食坊0001", "米粉", "2024-08-01", "2027-07-31"]
    health = ["石桥米粉坊", HEALTH, "秦阿婆", "健20260001", "", "2026-03-01", "2027-02-28"]
    said = upload(
        scene, "station", good, ["没有这家", PRODUCTION, "", "1", "", "", ""],
        ["石桥米粉坊", "营业执照", "", "1", "", "", ""], ["石桥米粉坊", HEALTH, "", "1", "", "", "2027年13月"], good,
    )  # fmt: skip
    assert "有 5 处要改，一行也没有导入" in said
    for fault in (
        "整治底数里没有这个对象",
        "方案里没有这种证照",
        "没有写持证人",
        "不是一个存在的日期",
        "与第 2 行是同一张证",
    ):
        assert fault in said
    assert not Licence.objects.exists()
    assert "已导入 3 张证照" in upload(
        scene, "station", good, health, ["石桥米粉坊", HEALTH, "石小田", "无", "", "", ""]
    )
    again = ["石桥米粉坊", PRODUCTION, "", "禾食坊0001", "米粉、年糕", "2024-08-01", "2027-07-31"]
    assert "已导入 1 张证照" in upload(scene, "station", again)
    assert Licence.objects.get(licence="production").scope == "米粉、年糕"
    assert Licence.objects.count() == 3


@pytest.mark.mission("W2")
def test_who_lacks_a_paper_is_told_by_name_and_persons_stand_in_part(scene: Scene, clock: Clock) -> None:
    upload(
        scene, "station", ["石桥米粉坊", PRODUCTION, "", "0001", "", "", "2027-07-31"],
        ["石桥米粉坊", HEALTH, "秦阿婆", "健康20260001", "", "", "2027-02-28"],
        ["石桥米粉坊", HEALTH, "石小田", "无", "", "", ""],
    )  # fmt: skip
    office = scene.person("office")
    page = office.look("/licences/missing/")
    assert "豆香豆腐坊还没有登记" in page, "allowed by the catalogue and without a licence"
    assert "石桥米粉坊 石＊＊没有" in page
    assert "老井酒坊" not in page, "what is forbidden gets no licence"
    listed = office.look("/licences/")
    assert "秦＊＊" in listed and "秦阿婆" not in listed and "健康20260001" not in listed
    held = scene.person("leader").look(f"/licences/subject/{scene.subjects['石桥米粉坊'].pk}/")
    assert "秦＊＊" in held and "秦阿婆" not in held
    checks = scene.person("station").look(f"/licences/subject/{scene.subjects['石桥米粉坊'].pk}/")
    assert "秦阿婆" in checks, "who inspects compares names"
    book = load_workbook(io.BytesIO(b"".join(office.client.get("/licences/licences.xlsx").streaming_content)))  # type: ignore[attr-defined]
    words = str([[cell.value for cell in row] for sheet in book for row in sheet.iter_rows()])
    assert "秦＊＊" in words and "秦阿婆" not in words and "豆香豆腐坊" in words
    assert "石桥镇" in office.look("/licences/places/") and "有效" in office.look("/licences/places/")


@pytest.mark.mission("W2", "C9")
def test_each_station_enters_and_sees_its_own(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", number="0001", valid_until="2027-07-31")
    row = Licence.objects.get()
    other = scene.person("other_station")
    assert other.client.get(f"/licences/{row.pk}/").status_code == 404
    assert "石桥米粉坊" not in other.look("/licences/") and "石桥米粉坊" not in other.look("/licences/missing/")
    said = upload(scene, "other_station", ["石桥米粉坊", PRODUCTION, "", "1", "", "", ""])
    assert "整治底数里没有这个对象" in said
    leader = scene.person("leader").client.post(
        f"/licences/subject/{row.subject}/", {"licence": "production", "number": "1"}
    )
    assert leader.status_code == 403
    assert "0001" in scene.person("licensing").look("/licences/"), "its own line"
    assert "0001" not in scene.person("enforcement").look("/licences/")


@pytest.mark.mission("W2")
def test_the_inspector_sees_it_on_the_phone_and_the_workshop_by_its_link(scene: Scene, clock: Clock) -> None:
    enter(scene, "station", "石桥米粉坊", licence="health", person="秦阿婆", number="1", valid_until="2026-12-31")
    day = scene.person("station").client.get("/api/day").json()
    (own,) = [row for row in day["subjects"] if row["name"] == "石桥米粉坊"]
    assert own["licences"] == [
        {"name": "从业人员健康证明（秦＊＊）", "words": "有效，有效期至 2026-12-31", "valid": True}
    ]
    key = make_link(by=scene.cast.station, at=clock.now, subject=scene.subjects["石桥米粉坊"].pk, days=30)
    assert "从业人员健康证明" in Client().get(f"/own/{key}/").content.decode()


@pytest.mark.mission("W2")
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"number": "", "valid_until": ""}, "请填写证号或有效期"),
        ({"licence": "health", "number": "1"}, "请填写持证人姓名"),
        ({"number": "1", "issued_on": "2026-05-01", "valid_until": "2026-04-01"}, "早于发证日期"),
    ],
)
def test_what_is_not_whole_is_refused_with_what_is_missing(
    scene: Scene, clock: Clock, given: dict[str, str], said: str
) -> None:
    assert said in enter(scene, "station", "石桥米粉坊", **given)
    assert not Licence.objects.exists()


@pytest.mark.mission("W2")
def test_a_licence_is_entered_whichever_campaign_is_in_view(scene: Scene, clock: Clock) -> None:
    county = scene.org(COUNTY)
    other = start(by=scene.cast.office, at=clock.now, plan=Plan.from_dict(PLAN), root=county, units={})
    scene.person("office").client.post("/campaigns/choose", {"campaign": other})
    assert "证号 禾食坊0001" in enter(scene, "office", "石桥米粉坊", number="禾食坊0001", valid_until="2029-07-31")
