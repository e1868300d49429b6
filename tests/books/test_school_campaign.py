"""The school campaign of packs/school-safety, lived through by the school, the bureau and the office on their pages."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from taizhang.books.figures import amounts
from taizhang.books.models import BookLine
from taizhang.campaigns.queries import figures_of, gates_of, plan_of
from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.proposals.models import Proposal
from taizhang.workflows.clock import tick
from tests.loop.conftest import Clock, clock
from tests.loop.scene import STREET, Person, Scene, fresh, in_words

from .school import START, build_school

__all__ = ["clock"]
SCHOOL = "青石镇中心小学"


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    clock.now = START
    return build_school()


@pytest.fixture
def head(scene: Scene) -> Person:
    return scene.person("head")


def page_of(scene: Scene, book: str, school: str = SCHOOL) -> str:
    return f"/books/{scene.campaign.pk}/{book}/subject/{scene.subjects[school].pk}/"


def put(who: Person, page: str, *, nothing: bool = False, many: str = "", **fields: Any) -> str:
    form = {f"v-{name}": said for name, said in fields.items()}
    form |= {"entry": fresh(), "back": page, "many": many} | ({"nothing": "1"} if nothing else {})
    return in_words(who.client.post(page, form, follow=True))


def take(who: Person, line: BookLine, step: str) -> str:
    return in_words(who.client.post(f"/books/line/{line.pk}/step", {"entry": fresh(), "step": step}, follow=True))


def owed(scene: Scene, rule: str, day: str = "") -> list[Duty]:
    rows = Duty.objects.filter(rule=rule, subject=scene.subjects[SCHOOL].pk).order_by("due_at")
    return list(rows.filter(due_at__date=day) if day else rows)


@pytest.mark.mission("S1")
def test_the_goals_are_figures_that_the_close_of_a_phase_is_held_against(scene: Scene, clock: Clock) -> None:
    screening = plan_of(scene.campaign).phase("screening")
    assert screening is not None
    clock.to(6, 16)
    tick(now=clock.now)
    verdicts = {
        gate.words: gate.verdict for gate in gates_of(plan_of(scene.campaign), screening, figures_of(scene.campaign))
    }
    assert verdicts == {"学校和周边场所检查全覆盖": "未达到", "没有逾期未整改的隐患": "已达到"}
    assert "学校和周边场所检查全覆盖" in scene.person("office").look(f"/campaigns/{scene.campaign.pk}/")


@pytest.mark.mission("S2")
def test_letters_are_signed_by_everybody_and_who_has_not_is_known_by_name(
    scene: Scene, head: Person, clock: Clock
) -> None:
    staff, parents = page_of(scene, "staff-letters"), page_of(scene, "parent-agreements")
    assert "已登记 3 条" in put(head, staff, many="王一\t班主任\n赵二\t门卫\n孙三\t校医\n")
    assert "已登记 2 条" in put(head, parents, many="张小满\t三（2）班\n李小禾\t三（2）班\n")
    for line in BookLine.objects.filter(book="staff-letters").exclude(values__name="孙三"):
        take(head, line, "sign")
    clock.to(3, 16)
    tick(now=clock.now)
    assert owed(scene, "sign-staff")[0].state == "lapsed", "one who has not signed is enough"
    left = head.look(f"{staff}?state=open")
    assert "孙三" in left
    bureau = scene.person("bureau")
    seen = bureau.look(f"/books/{scene.campaign.pk}/staff-letters/")
    assert "1 条待跟进" in seen and "孙三" not in seen
    pending = list(BookLine.objects.filter(open=True, book="parent-agreements").values_list("values__pupil", flat=True))
    assert sorted(pending) == ["张小满", "李小禾"] and owed(scene, "sign-parents")[0].state == "open"
    take(head, BookLine.objects.get(values__name="孙三"), "sign")
    assert owed(scene, "sign-staff")[0].state == "met_late"
    for line in BookLine.objects.filter(book="parent-agreements"):
        take(head, line, "sign")
    assert owed(scene, "sign-parents")[0].state == "met"


@pytest.mark.mission("S3")
def test_a_meeting_a_month_and_a_log_each_school_day(scene: Scene, head: Person, clock: Clock) -> None:
    clock.to(3, 10, "16:00")
    meeting = next(duty for duty in owed(scene, "meeting") if duty.opens_at <= clock.now <= duty.due_at)
    assert "参加" in in_words(head.client.post(f"/duties/{meeting.pk}/fulfil", {"note": "议了防溺水"}, follow=True))
    assert Duty.objects.get(pk=meeting.pk).state == "open", "without attendance it was no meeting"
    head.client.post(f"/duties/{meeting.pk}/fulfil", {"note": "议了防溺水", "attendance": "12"})
    assert Duty.objects.get(pk=meeting.pk).state == "met"
    diary = page_of(scene, "diary")
    put(head, diary, nothing=True)
    clock.to(3, 11, "16:00")
    put(head, diary, checked="教学楼", found="二楼应急灯不亮")
    states = [owed(scene, "diary", f"2026-03-{day}")[0].state for day in (10, 11, 12)]
    assert states == ["met", "met", "open"] and not owed(scene, "diary", "2026-03-14"), "no log on a Saturday"
    case = Case.objects.get()
    assert case.category == "duty-lax" and "二楼应急灯不亮" in scene.person("office").case(case.pk)


@pytest.mark.mission("S4")
def test_who_is_absent_is_told_to_the_teacher_and_the_parents_with_times(
    scene: Scene, head: Person, clock: Clock
) -> None:
    clock.to(3, 3, "08:10")
    page = page_of(scene, "attendance")
    put(head, page, **{"class": "三（2）班", "pupil": "张小满"})
    clock.to(3, 3, "08:20")
    line = BookLine.objects.get()
    take(head, line, "teacher")
    clock.to(3, 3, "10:30")
    assert "超时未告知家长" in head.look(page)
    bureau = scene.person("bureau")
    assert "1 条超时" in bureau.look(f"/books/{scene.campaign.pk}/attendance/")
    assert "张小满" not in bureau.look(page)
    said = take(head, line, "parents")
    assert "3月3日 08:20" in said and "3月3日 10:30 罗校长 超时" in said
    clock.to(3, 3, "14:05")
    put(head, page, nothing=True)
    assert [duty.state for duty in owed(scene, "roll", "2026-03-03")] == ["met", "met"]
    clock.to(3, 4, "10:00")
    tick(now=clock.now)
    assert owed(scene, "roll", "2026-03-04")[0].state == "lapsed"
    sheet = bureau.client.get(f"/books/{scene.campaign.pk}/attendance/lines.xlsx")
    book = load_workbook(io.BytesIO(b"".join(sheet)))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "2026-03-03 08:20" in cells and "超时" in cells and "全勤" in cells and "张小满" not in cells


@pytest.mark.mission("S5")
@pytest.mark.parametrize(
    ("book", "fields", "steps", "word"),
    [
        ("visitors", {"visitor": "贺来", "purpose": "检修电梯"}, ["left"], "贺来"),
        ("leave", {"class": "五（1）班", "pupil": "苗青青"}, ["parents", "gate"], "苗青青"),
        ("banned-goods", {"goods": "打火机", "holder": "苗青青"}, ["settled"], "苗青青"),
        ("gate-duty", {"leader": "王主任", "matter": "疏导接送车辆"}, [], ""),
    ],
)  # fmt: skip
def test_the_gate_has_its_registers_and_each_line_is_followed_to_its_end(
    scene: Scene, head: Person, clock: Clock, book: str, fields: dict[str, str], steps: list[str], word: str
) -> None:
    clock.to(3, 5, "09:00")
    page = page_of(scene, book)
    put(head, page, **fields)
    line = BookLine.objects.get(book=book)
    assert line.open is bool(steps)
    for step in steps:
        take(head, line, step)
    assert not BookLine.objects.get().open
    shown = scene.person("bureau").look(page)
    assert next(iter(fields.values())) in shown or word in fields.values()
    assert not word or word not in shown


@pytest.mark.mission("S6")
def test_education_holds_all_five_or_is_not_written_and_hours_add_up(scene: Scene, head: Person, clock: Clock) -> None:
    clock.to(3, 20)
    page = page_of(scene, "lessons")
    lesson = {"plan": "春季防溺水", "hours": "2", "lesson": "第3课", "teacher": "王一", "reached": "45"}
    assert "考核情况：必须填写" in put(head, page, **lesson)
    put(head, page, **lesson, assessed="测验全部合格")
    put(head, page, **{**lesson, "hours": "1.5", "reached": "40"}, assessed="问答")
    assert owed(scene, "lessons")[0].state == "met"
    street = scene.org(STREET).number
    assert amounts(scene.campaign.pk, [street], "lessons", "hours") == {street: 3.5}
    lecture = {"body": "消防", "topic": "疏散逃生", "attended": "300"}
    put(head, page_of(scene, "lectures"), **lecture)
    assert owed(scene, "lecture")[0].state == "met"


@pytest.mark.mission("S6", "C64")
def test_a_drill_each_semester_and_what_it_showed_is_put_right(scene: Scene, head: Person, clock: Clock) -> None:
    clock.to(4, 10)
    page = page_of(scene, "drills")
    drill = {"plan": "地震疏散方案", "record": "3分10秒疏散完毕", "evaluation": "基本达标", "attended": "320"}
    assert "评估结论：必须填写" in put(head, page, **{**drill, "evaluation": ""})
    put(head, page, **drill, improve="西侧楼梯拥堵，需错峰下楼")
    assert owed(scene, "drill")[0].state == "met"
    case = Case.objects.get()
    assert case.category == "drill-improvement" and case.subject == scene.subjects[SCHOOL].pk
    assert "西侧楼梯拥堵" in scene.person("bureau").case(case.pk) and "3分10秒" in scene.person("bureau").case(case.pk)
    assert scene.person("other_head").client.get(f"/ledger/{case.pk}/").status_code == 404


@pytest.mark.mission("S7")
def test_eight_fields_are_screened_and_buildings_two_days_before_the_semester(scene: Scene, clock: Clock) -> None:
    plan = plan_of(scene.campaign)
    lists = {"buildings", "food", "fire", "drowning", "traffic", "electricity", "chemicals", "nearby-check"}
    asked = {rule.checklist for rule in plan.duties if rule.checklist} | {kind.checklist for kind in plan.subject_kinds}
    assert lists <= asked
    (first, *_) = owed(scene, "buildings")
    assert first.due_at.date().isoformat() == "2026-02-28", "two days before 2 March"


@pytest.mark.mission("S7")
def test_what_a_school_cannot_mend_is_registered_with_measures_and_becomes_the_bureaus_case(
    scene: Scene, head: Person, clock: Clock
) -> None:
    clock.to(2, 26)
    page = page_of(scene, "beyond-school")
    roof = {"where": "教学楼屋顶", "hazard": "屋顶大面积渗漏", "needed": "安排维修资金"}
    assert "临时措施：必须填写" in put(head, page, **roof)
    put(head, page, **roof, measures="封闭三楼两间教室")
    case = Case.objects.get()
    bureau = scene.person("bureau")
    assert (case.category, case.line, case.line_org) == ("beyond-school", "education", scene.cast.bureau.org)
    shown = bureau.case(case.pk)
    assert "封闭三楼两间教室" in shown and "安排维修资金" in shown
    line = BookLine.objects.get()
    clock.to(3, 3)
    assert "超时未上报教育管理中心" in bureau.look(page)
    assert "超时" in take(head, line, "reported")


@pytest.mark.mission("S8")
def test_accountability_is_proposed_by_rule_and_the_laws_cases_go_to_justice(
    scene: Scene, head: Person, clock: Clock
) -> None:
    clock.to(2, 26)
    roof = {"where": "屋顶", "hazard": "渗漏", "measures": "封闭", "needed": "资金"}
    put(head, page_of(scene, "beyond-school"), **roof)
    case = Case.objects.get()
    office = scene.person("office")
    office.take(case.pk, "assigned", handler=scene.cast.bureau.org)
    for month, day in ((3, 25), (4, 10), (4, 30)):
        clock.to(month, day)
        tick(now=clock.now)
    assert Proposal.objects.filter(what="account").exists(), "proposed, not done: the leading group decides"
    assert "司法机关" in office.take(case.pk, "referred", reason="涉嫌犯罪，移送司法机关")
    assert scene.state(case.pk).state == "referred"


@pytest.mark.mission("S4")
def test_the_phone_leads_from_the_days_duty_to_the_register(scene: Scene, head: Person, clock: Clock) -> None:
    clock.to(3, 3, "08:00")
    duties = head.client.get("/api/day").json()["duties"]
    roll = next(duty for duty in duties if duty["rule"] == "roll")
    assert (roll["page"], roll["here"]) == (page_of(scene, "attendance"), False)
    assert "课前考勤登记" in head.look(roll["page"])
