"""Registers: written with one thumb, followed up in time, summed along the tree, forgotten when their time is over."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from taizhang.books.figures import amounts
from taizhang.books.models import BookLine
from taizhang.books.retention import erase_what_is_over
from taizhang.commands.main import main
from taizhang.duties.models import Duty
from taizhang.journal.models import StoredEntry
from taizhang.journal.verifying import chain_findings
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, FIRST, PLAN, SECOND, Person, Scene, build_scene, fresh, in_words
from tests.tables import tables

__all__ = ["clock"]

BOOKS = {
    "books": [
        {"id": "attendance", "title": "课前考勤登记", "kind": "restaurant",
         "fields": [{"id": "pupil", "label": "学生", "required": True, "privacy": "minor"},
                    {"id": "class", "label": "班级", "required": True}],
         "steps": [{"id": "teacher", "name": "告知班主任", "by": "上课教师", "within": "1h"},
                   {"id": "parents", "name": "告知家长", "by": "班主任", "within": "2h"}],
         "nothing": "全勤", "retention": "30d"},
        {"id": "waste", "title": "垃圾转运登记", "by": {"level": "village"},
         "fields": [{"id": "tons", "label": "转运量", "type": "number", "unit": "吨", "required": True}],
         "sums": ["tons"]},
        {"id": "letters", "title": "安全责任书签订", "kind": "restaurant",
         "fields": [{"id": "who", "label": "姓名", "required": True, "privacy": "personal"}],
         "steps": [{"id": "sign", "name": "签订责任书"}]},
    ],
    "duties": [
        *PLAN["duties"],
        {"id": "roll", "title": "课前考勤", "log": {"book": "attendance", "kind": "restaurant"}, "by": "subject",
         "during": "screening", "every": "twice-daily", "at": ["08:30", "14:30"]},
        {"id": "signed", "title": "人人签订责任书", "log": {"book": "letters", "settled": True, "kind": "restaurant"},
         "by": "subject", "during": "screening"},
        {"id": "moved", "title": "每日转运", "log": {"book": "waste"}, "by": {"level": "village"},
         "during": "screening", "every": "daily"},
    ],
}  # fmt: skip


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    clock.to(5, 13, "08:10")
    return build_scene(build_cast(BEGIN), {**PLAN, **BOOKS})


def kept_at(scene: Scene, book: str, shop: str = "阿婆面馆") -> str:
    return f"/books/{scene.campaign.pk}/{book}/subject/{scene.subjects[shop].pk}/"


def put(who: Person, page: str, **given: Any) -> str:
    fields = {f"v-{name}" if name not in {"nothing", "duty", "many"} else name: said for name, said in given.items()}
    return in_words(who.client.post(page, {"entry": fresh(), "back": page, **fields}, follow=True))


def roll(scene: Scene, period: str) -> Duty:
    return Duty.objects.get(rule="roll", subject=scene.subjects["阿婆面馆"].pk, period__endswith=period)


def today(scene: Scene) -> list[Duty]:
    found = Duty.objects.filter(rule="roll", subject=scene.subjects["阿婆面馆"].pk, due_at__date="2026-05-13")
    return list(found.order_by("due_at"))


@pytest.mark.mission("S4")
def test_an_absence_meets_the_duty_and_is_followed_up_with_times(scene: Scene, clock: Clock) -> None:
    owner, page = scene.person("owner"), kept_at(scene, "attendance")
    assert "已登记" in put(owner, page, pupil="张小满", **{"class": "三（2）班"})
    morning, afternoon = today(scene)
    assert (morning.state, afternoon.state) == ("met", "open")
    assert "张小满" in owner.look(page), "who has to call must know whom"

    clock.to(5, 13, "08:40")
    put(owner, page, pupil="李小禾", **{"class": "三（2）班"})
    assert today(scene)[1].state == "open", "a second absence at 08:40 still belongs to the morning"

    first = BookLine.objects.get(values__pupil="张小满")
    taken = {"entry": fresh(), "step": "teacher", "moment": "2026-05-13T08:20"}
    owner.client.post(f"/books/line/{first.pk}/step", taken)
    clock.to(5, 13, "11:00")
    said = in_words(
        owner.client.post(f"/books/line/{first.pk}/step", {"entry": fresh(), "step": "parents"}, follow=True)
    )
    assert "5月13日 08:20 秦阿婆" in said and "5月13日 11:00 秦阿婆 超时" in said
    assert "张小满" not in said, "followed up, the name is no longer needed"
    assert "1 条超时未跟进" in owner.look("/books/")
    put(owner, page, nothing="1")
    assert today(scene)[1].state == "open", "at 11:00 the morning is nearer"
    clock.to(5, 13, "14:20")
    assert "已登记：全勤" in put(owner, page, nothing="1")
    assert today(scene)[1].state == "met"


@pytest.mark.mission("S4", "C9")
def test_names_of_minors_are_masked_for_all_others_and_looking_leaves_a_record(scene: Scene, clock: Clock) -> None:
    owner, clerk, page = scene.person("owner"), scene.person("clerk"), kept_at(scene, "attendance")
    put(owner, page, pupil="张小满", **{"class": "三（2）班"})
    line = BookLine.objects.get()
    for name in ("clerk", "office", "supervisor", "leader", "grid_worker"):
        who = scene.person(name)
        for url in (page, f"/books/{scene.campaign.pk}/attendance/", f"/books/line/{line.pk}/"):
            shown = in_words(who.client.get(url, follow=True))
            assert "张小满" not in shown and "三（2）班" in shown, (name, url)
    book = load_workbook(io.BytesIO(b"".join(clerk.client.get(f"/books/{scene.campaign.pk}/attendance/lines.xlsx"))))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "三（2）班" in cells and "张小满" not in cells and "未办" in cells
    for name in ("other_owner", "other_grid_worker", "other_clerk"):
        assert scene.person(name).client.get(f"/books/line/{line.pk}/").status_code == 404
        assert scene.person(name).client.get(page).status_code == 404
    look = f"/books/line/{line.pk}/whole"
    assert clerk.client.post(look, {"reason": ""}).status_code == 422
    assert scene.person("leader").client.post(look, {"reason": "想看"}).status_code == 403
    assert "张小满" in in_words(clerk.client.post(look, {"reason": "核实失联学生"}))
    assert StoredEntry.objects.get(kind="book.unmasked").body["reason"] == "核实失联学生"
    assert scene.person("leader").client.post(page, {"v-pupil": "x", "v-class": "y"}).status_code == 403


@pytest.mark.mission("S4")
def test_when_their_time_is_over_names_leave_the_journal_and_the_chain_holds(scene: Scene, clock: Clock) -> None:
    owner, page = scene.person("owner"), kept_at(scene, "attendance")
    put(owner, page, pupil="张小满", **{"class": "三（2）班"})
    line = BookLine.objects.get()
    owner.client.post(f"/books/line/{line.pk}/step", {"entry": fresh(), "step": "parents", "note": "张小满发热在家"})
    fix = {"entry": fresh(), "v-pupil": "张小曼", "v-class": "三（2）班", "reason": "写错名字"}
    assert "已更正" in in_words(owner.client.post(f"/books/line/{line.pk}/correct", fix, follow=True))
    clock.to(6, 10)
    assert erase_what_is_over(now=clock.now) == 0
    clock.to(6, 14)
    assert erase_what_is_over(now=clock.now) == 1
    assert erase_what_is_over(now=clock.now) == 0
    texts = [str(row.body) for row in StoredEntry.objects.all()]
    assert not any("张小" in text for text in texts)
    assert BookLine.objects.get().values == {"class": "三（2）班"}
    assert "个人信息已于 2026年6月14日 抹去" in owner.look(f"/books/line/{line.pk}/")
    assert not list(chain_findings())
    before = tables()
    assert main(["rebuild"]) == 0
    assert tables() == before


@pytest.mark.mission("E9")
def test_quantities_are_summed_by_day_and_place(scene: Scene, clock: Clock) -> None:
    here, there = scene.org(FIRST).number, scene.org(SECOND).number
    street = scene.org("530199001").number
    for name, org, tons in (("clerk", here, "3.5"), ("clerk", here, "1.25"), ("other_clerk", there, "2")):
        page = f"/books/{scene.campaign.pk}/waste/place/{org}/"
        assert "已登记" in put(scene.person(name), page, tons=tons)
    found = amounts(scene.campaign.pk, [street, here, there], "waste", "tons")
    assert found == {street: 6.75, here: 4.75, there: 2.0}
    assert amounts(scene.campaign.pk, [street], "waste") == {street: 3}
    assert "转运量合计 4.75 吨" in scene.person("clerk").look(f"/books/{scene.campaign.pk}/waste/place/{here}/")
    assert "转运量合计 6.75 吨" in scene.person("office").look(f"/books/{scene.campaign.pk}/waste/")
    moved = Duty.objects.filter(rule="moved", state="met")
    assert sorted(moved.values_list("bearer", flat=True)) == sorted([here, there])
    wrong = BookLine.objects.get(values__tons=1.25)
    clerk = scene.person("clerk")
    clerk.client.post(f"/books/line/{wrong.pk}/withdraw", {"entry": fresh(), "reason": "重复登记"})
    assert amounts(scene.campaign.pk, [street], "waste", "tons") == {street: 5.5}
    assert Duty.objects.filter(rule="moved", state="met").count() == 2, "another line still meets it"
    last = BookLine.objects.get(values__tons=3.5)
    clerk.client.post(f"/books/line/{last.pk}/withdraw", {"entry": fresh(), "reason": "记错日子"})
    assert list(Duty.objects.filter(rule="moved", state="met").values_list("bearer", flat=True)) == [there]
    assert clerk.client.post(f"/books/{scene.campaign.pk}/waste/place/{there}/", {"v-tons": "1"}).status_code == 404
    before = tables()
    assert main(["rebuild"]) == 0
    assert tables() == before


@pytest.mark.mission("S2")
def test_a_roster_is_pasted_and_the_duty_is_met_when_everybody_has_signed(scene: Scene, clock: Clock) -> None:
    owner, page = scene.person("owner"), kept_at(scene, "letters")
    assert "已登记 2 条" in put(owner, page, many="王一\n赵二\n")
    signed = Duty.objects.get(rule="signed", subject=scene.subjects["阿婆面馆"].pk)
    rows = list(BookLine.objects.order_by("values__who"))
    for number, row in enumerate(rows):
        assert Duty.objects.get(pk=signed.pk).state == "open", number
        shown = owner.look(page)
        assert row.values["who"] in shown and "待签订责任书" in shown
        owner.client.post(f"/books/line/{row.pk}/step", {"entry": fresh(), "step": "sign", "list": "1"})
    assert Duty.objects.get(pk=signed.pk).state == "met"
    assert "没有待跟进的" in owner.look(page)


def test_what_is_wrong_is_said_field_by_field_and_nothing_is_written(scene: Scene, clock: Clock) -> None:
    owner, page = scene.person("owner"), kept_at(scene, "attendance")
    answer = owner.client.post(page, {"entry": fresh(), "back": page, "v-pupil": "张小满"}, follow=True)
    assert "班级：必须填写" in in_words(answer) and "张小满" in answer.content.decode(), "what was typed is kept"
    assert "没有“无情况”一项" in put(owner, kept_at(scene, "letters"), nothing="1")
    assert "这本登记簿只有 2 栏" in put(owner, page, many="甲\t乙\t丙")
    assert not BookLine.objects.exists()


def test_a_form_sent_twice_is_one_line(scene: Scene, clock: Clock) -> None:
    owner, page = scene.person("owner"), kept_at(scene, "attendance")
    form = {"entry": fresh(), "v-pupil": "张小满", "v-class": "一班"}
    for _ in range(2):
        owner.client.post(page, form)
    assert BookLine.objects.count() == 1
