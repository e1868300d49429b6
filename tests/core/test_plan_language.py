"""The plan language: round trips, what is open, what is wrong, moving in time, the published schema."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.calendar import CHINA
from taizhang.core.plan import (
    Plan,
    PlanErrors,
    key_areas_of,
    key_times_at,
    load_plan,
    matches,
    open_questions,
    parse_plan,
    plan_from,
    plan_schema,
    plan_text,
    shift,
    startable,
)
from taizhang.core.plan.filters import Condition
from taizhang.core.plan.paper import Rating, Term
from taizhang.core.plan.schema import SCHEMA_FILE, schema_text
from taizhang.core.plan.scope import Goal

from .plan_examples import Example, examples, plan_of

HEAD = "id: a\ntitle: 方案\nphases:\n  - {id: one, name: 阶段, start: 2026-04-01, end: 2026-04-30}\n"


@pytest.mark.parametrize("example", [e for e in examples() if "报错" not in e.outcomes], ids=lambda e: f"line {e.line}")
def test_a_plan_survives_being_stored_as_json(example: Example) -> None:
    plan = plan_of(example.text)
    stored = json.loads(json.dumps(plan.to_dict(), ensure_ascii=False))
    assert Plan.from_dict(stored) == plan
    assert Plan.from_dict(stored).to_dict() == plan.to_dict()
    jsonschema.Draft202012Validator(plan_schema()).validate(stored)


@pytest.mark.parametrize("example", [e for e in examples() if "报错" not in e.outcomes], ids=lambda e: f"line {e.line}")
def test_a_plan_written_out_as_text_reads_back(example: Example) -> None:
    plan = plan_of(example.text)
    assert parse_plan(plan_text(plan)) == plan
    assert plan_from(plan.to_dict()) == plan


def test_data_from_a_form_is_checked_like_a_text_and_left_as_it_was() -> None:
    data = {"id": "a", "title": "方案", "phases": [{"id": "one", "name": "阶段"}], "duties": [{"id": "d"}]}
    with pytest.raises(PlanErrors) as caught:
        plan_from(data)
    assert {error.path for error in caught.value.errors} == {"duties[0].title", "duties[0].by"}
    assert data["duties"] == [{"id": "d"}]


def test_the_published_schema_is_current() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft202012Validator.check_schema(plan_schema())


@pytest.mark.mission("X16")
def test_masked_dates_amounts_and_times_are_asked_for_and_keep_a_plan_from_starting() -> None:
    plan = parse_plan(
        HEAD.replace("end: 2026-04-30", "end: null, source: 确保x月底前全部完成。")
        + "categories: [{id: shed, name: 违建大棚, period: null, source: 限期拆除。}]\n"
        + "duties:\n  - {id: m, title: 拆除, reach: {measure: cases.struck, at_least: null}, by: {level: township}, "
        + "to: null, source: x月xx日前完成拆除违建xx个以上。}\n"
        + "reports:\n  - {id: r, title: 日报, every: twice-daily, measures: [cases.struck], "
        + "chain: [{level: township, at: [null, '16:00']}], source: 每天上午xx:xx前}\n"
        + "open: [{question: 第（五）项任务是什么？, source: （四）……（六）}]\n"
    )
    asked = {question.path: question.source for question in open_questions(plan)}
    assert asked == {
        "phases[0].end": "确保x月底前全部完成。",
        "categories[0].period": "限期拆除。",
        "duties[0].reach.at_least": "x月xx日前完成拆除违建xx个以上。",
        "duties[0].to": "x月xx日前完成拆除违建xx个以上。",
        "reports[0].chain[0].at[0]": "每天上午xx:xx前",
        "open[0]": "（四）……（六）",
    }
    assert not startable(plan)


def test_a_plan_with_every_answer_or_only_minor_questions_can_start() -> None:
    assert startable(parse_plan(HEAD))
    plan = parse_plan(HEAD + "open: [{question: 甲, answer: 乙}, {question: 丙, blocking: false}]")
    assert startable(plan)
    assert [question.question_zh for question in open_questions(plan)] == ["丙"]


@pytest.mark.mission("X2")
def test_phases_have_dates_and_share_at_most_a_day() -> None:
    touching = HEAD + "  - {id: two, name: 后续, start: 2026-04-30, end: 2026-05-10}\n"
    plan = parse_plan(touching)
    running = [plan.phase_on(date(2026, 4, day)) for day in (1, 30)]
    assert [phase.id for phase in running if phase] == ["one", "two"]
    assert plan.phase_on(date(2026, 5, 11)) is None
    assert (plan.start, plan.end) == (date(2026, 4, 1), date(2026, 5, 10))
    with pytest.raises(PlanErrors, match="重叠"):
        parse_plan(touching.replace("start: 2026-04-30", "start: 2026-04-29"))


@pytest.mark.mission("C2")
def test_a_gate_names_what_keeps_a_phase_from_closing() -> None:
    plan = parse_plan(
        HEAD.replace(
            "end: 2026-04-30}",
            "end: 2026-04-30, gate: [{measure: duties.inspect.met, of: duties.inspect.owed, at_least: 1, text: 全覆盖},"
            " {measure: cases.overdue, at_most: 0, text: 无逾期}]}",
        )
    )
    phase = plan.phases[0]
    texts = [
        goal.text for goal in phase.unmet({"duties.inspect.owed": 10, "duties.inspect.met": 9, "cases.overdue": 1})
    ]
    assert texts == ["全覆盖", "无逾期"]
    assert phase.unmet({"duties.inspect.owed": 10, "duties.inspect.met": 10}) == []
    assert phase.unmet({}) == []  # nothing owed keeps nothing open


def test_a_goal_without_a_number_is_neither_reached_nor_missed() -> None:
    assert Goal(measure="cases.struck").reached({"cases.struck": 5}) is None


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("", 1, "这不是方案"),
        ("- 甲\n- 乙", 1, "这不是方案"),
        ("红烧肉的做法：五花肉切块，焯水……", 1, "这不是方案"),
        ("id: a\ntitle: 方案\nphases: []\n", 3, "不能是空的"),
        ("id: a\ntitle: 方案\n", 1, "缺少“phases”"),
        ("id: a\nid: b\n", 2, "写了两次"),
        ("id: a\ntitle: 方案\n  phases: 乱\n", 3, "YAML 格式错误"),
        ("id: &a x\ntitle: *a\n", 2, "锚点"),
        ("id: a\ntitle: '\x00'\n", 1, "不能识别的字符"),
        (HEAD.replace("id: a", "id: 甲"), 1, "不能作编号"),
        (HEAD.replace("2026-04-30", "2026-03-30"), 4, "早于开始日期"),
        (HEAD.replace("start: 2026-04-01", "start: 四月"), 4, "不是一个存在的日期"),
        (HEAD + "level: town\n", 5, "没有“town”这个选择"),
        (HEAD + "lifecycle: {on_the_spot: 也许}\n", 5, "true 或 false"),
        (HEAD + "key_times: [{id: k, name: 时段, hours: ['13:00-11:00']}]\n", 5, "不晚于"),
        (HEAD + "subject_kinds: [{id: s, name: 店, fields: [{id: n, label: 名}]}]\n", 5, "没有“name”这个字段"),
        (HEAD + "reports: [{id: r, title: 日报, measures: [case.open], chain: [{level: village}]}]\n", 5, "指标"),
        (HEAD + "reports: [{id: r, title: 日报, measures: [cases.open], chain: []}]\n", 5, "不能是空的"),
        (
            HEAD + "reports: [{id: r, title: 日报, measures: [cases.open],"
            " chain: [{level: village, at: '17:00'}, {level: township, at: '16:00'}]}]\n",
            5,
            "早于下一级",
        ),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}}]\n", 5, "应写一个动作"),
        (HEAD + "duties: [{id: d, title: 会, by: subject, log: {}}]\n", 5, "没有写哪类对象"),
        (HEAD + "duties: [{id: d, title: 会, by: {role: clerk}, log: {}}]\n", 5, "没有写明由谁承担"),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, during: one, to: start}]\n", 5, "同时写"),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, on: 31}]\n", 5, "不相配"),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, every: weekly, on: 3}]\n", 5, "不相配"),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, every: {}}]\n", 5, "间隔"),
        (
            HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, every: twice-daily, at: '9:00'}]\n",
            5,
            "时刻",
        ),
        (HEAD + "duties: [{id: d, title: 会, by: {level: village}, log: {}, from: two.end}]\n", 5, "没有“two”这个阶段"),
        (
            HEAD + "subject_kinds: [{id: s, name: 店, fields: [{id: name, label: 名}]}]\n"
            "duties: [{id: d, title: 抽查, by: subject, recheck: {kind: s, share: 0.2}}]\n",
            6,
            "抽查不能",
        ),
        (HEAD + "long_term: [{id: d, title: 巡, by: {level: village}, log: {}}]\n", 5, "没有周期"),
        (HEAD + "checklists:\n  c: 无\n", 1, "检查表没有任何检查项"),
    ],
)
def test_a_fault_is_named_with_its_line_and_a_remedy(text: str, line: int, part: str) -> None:
    with pytest.raises(PlanErrors) as caught:
        parse_plan(text)
    error = next(error for error in caught.value.errors if part in error.message_zh)
    assert error.line == line
    assert error.remedy_zh


def test_a_huge_text_is_refused_before_it_is_read() -> None:
    with pytest.raises(PlanErrors, match="文件太大"):
        parse_plan("a" * 1_000_001)


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(PlanErrors, match="层次太深"):
        parse_plan("[" * 50_000)


@given(st.text(max_size=200))
def test_whatever_is_pasted_is_read_or_refused_in_chinese(text: str) -> None:
    try:
        parse_plan(text)
    except PlanErrors as error:
        assert all(one.line >= 1 and one.message_zh and one.remedy_zh for one in error.errors)


def test_a_pack_folder_with_a_broken_file_is_refused_naming_it(tmp_path: Path) -> None:
    (tmp_path / "checklists").mkdir()
    (tmp_path / "plan.yaml").write_text(HEAD, encoding="utf-8")
    (tmp_path / "checklists" / "c.md").write_text("| survey |\n|  | type | name |\n|  | text | Ä |\n", encoding="utf-8")
    with pytest.raises(PlanErrors) as caught:
        load_plan(tmp_path)
    assert any(error.path.startswith("checklists/c.md") and error.line == 3 for error in caught.value.errors)
    (tmp_path / "plan.yaml").write_bytes("方案".encode("gbk"))
    with pytest.raises(PlanErrors, match="UTF-8"):
        load_plan(tmp_path / "plan.yaml")


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_a_plan_moves_as_a_whole(start: date) -> None:
    plan = parse_plan(
        HEAD
        + "  - {id: two, name: 后续, start: 2026-05-01, end: null}\n"
        + "duties: [{id: d, title: 会, by: {level: village}, log: {}, from: 2026-04-10, to: 2026-04-20+3wd}]\n"
    )
    moved = shift(plan, start)
    days = start - date(2026, 4, 1)
    assert moved.start == start
    assert moved.phases[1].start == date(2026, 5, 1) + days
    assert moved.phases[1].end is None
    assert moved.duties[0].from_ == (date(2026, 4, 10) + days).isoformat()
    assert moved.duties[0].to == (date(2026, 4, 20) + days).isoformat() + "+3wd"
    assert shift(moved, date(2026, 4, 1)) == plan


def test_a_plan_without_dates_cannot_be_moved() -> None:
    with pytest.raises(ValueError, match="没有起始日期"):
        shift(parse_plan(HEAD.replace("2026-04-01", "null")), date(2026, 1, 1))


def test_filters_hold_for_numbers_dates_and_several_values() -> None:
    fields = {"seats": "120", "floor": "地下", "until": "2026-05-01", "tags": ["甲", "乙"], "empty": ""}
    assert matches({"floor": "地下", "seats": Condition(at_least=100, at_most=120)}, fields)
    assert matches({"until": Condition(at_most="2026-05-01"), "tags": "乙", "floor": ["地上", "地下"]}, fields)
    assert matches({"empty": Condition(filled=False), "floor": Condition(filled=True, **{"not": "地上"})}, fields)
    assert not matches({"seats": Condition(at_least=121)}, fields)
    assert not matches({"floor": Condition(**{"not": ["地下"]})}, fields)
    assert not matches({"empty": Condition(at_least=0)}, fields)
    assert not matches({"floor": Condition(at_least=1)}, fields)
    assert not matches({"unheard": "甲"}, fields)


def test_an_instant_and_a_subject_fall_into_key_times_and_areas() -> None:
    plan = parse_plan(
        HEAD
        + "subject_kinds: [{id: s, name: 店, fields: [{id: name, label: 名}, {id: seats, label: 座, type: number}]}]\n"
        + "key_times: [{id: noon, name: 午, hours: ['11:00-13:00']}, {id: off, name: 休, days: rest},"
        + " {id: feast, name: 节, days: holiday}, {id: work, name: 工, days: working, hours: ['08:00-12:00']}]\n"
        + "key_areas: [{id: big, name: 大, kind: s, where: {seats: {at_least: 100}}}]\n"
    )

    def times(text: str) -> list[str]:
        return key_times_at(plan, datetime.fromisoformat(text).replace(tzinfo=CHINA))

    assert times("2026-05-06T11:00") == ["noon", "work"]
    assert times("2026-05-06T13:00") == []
    assert times("2026-05-01T12:59") == ["noon", "off", "feast"]
    assert times("2026-05-09T09:00") == ["work"]
    assert key_areas_of(plan, "s", {"seats": 100}) == ["big"]
    assert key_areas_of(plan, "s", {"seats": 99}) == key_areas_of(plan, "other", {"seats": 100}) == []


def test_a_score_is_its_published_formula() -> None:
    terms = [
        Term(measure="cases.overdue", weight=-5),
        Term(measure="duties.inspect.met", of="duties.inspect.owed", weight=20),
    ]
    rating = Rating(id="weekly", title="周评比", level="village", terms=terms)
    assert rating.score({"cases.overdue": 2, "duties.inspect.met": 3, "duties.inspect.owed": 4}) == 100 - 10 + 15
    assert rating.score({}) == 120
