"""Plans of province, city, county, township, village and company are read right, typed well or carelessly."""

from __future__ import annotations

import pytest

from taizhang.reading import read_text
from taizhang.reading.model import PlanReading
from tests.reading.own_texts import OwnText, own_texts

TEXTS = pytest.mark.parametrize("own", own_texts(), ids=[own.name for own in own_texts()])


def plan_of(own: OwnText) -> PlanReading:
    plans = read_text(own.text).plans
    assert len(plans) == 1
    return plans[0]


@TEXTS
def test_the_head_says_what_it_is_and_who_issues_it(own: OwnText) -> None:
    plan = plan_of(own)
    assert plan.title == own.expected["title"]
    assert plan.issuer_level == own.expected["issuer_level"]
    assert plan.subject
    assert plan.subject in "".join(own.text.split())


@TEXTS
def test_period_and_phases_have_their_days(own: OwnText) -> None:
    plan = plan_of(own)
    period = {"start": plan.period.start, "end": plan.period.end} if plan.period else None
    assert period == own.expected["period"]
    assert [[phase.name, phase.start, phase.end] for phase in plan.phases] == own.expected["phases"]


@TEXTS
def test_deadlines_are_all_found_and_no_others(own: OwnText) -> None:
    assert [deadline.date for deadline in plan_of(own).deadlines] == own.expected["deadlines"]


@TEXTS
def test_reports_say_how_often_to_whom_and_when(own: OwnText) -> None:
    found = [[report.frequency, report.receiver, report.due] for report in plan_of(own).reports]
    assert found == own.expected["reports"]


@TEXTS
def test_what_is_missing_or_masked_is_asked_for_and_never_guessed(own: OwnText) -> None:
    plan = plan_of(own)
    undated = [
        *[phase for phase in plan.phases if None in (phase.start, phase.end)],
        *[deadline for deadline in plan.deadlines if deadline.date is None],
        *[report for report in plan.reports if report.frequency == "once" and report.due is None],
        *[report for report in plan.reports if report.receiver is None],
    ]
    for item in undated:
        assert item.question, item
        assert item.confidence < 0.9, item
    for item in plan.items():
        assert 0 < item.confidence <= 1


@pytest.mark.mission("X16")
def test_masked_days_of_phases_reports_and_deadlines_become_questions() -> None:
    text = "\n".join(
        (
            "苇塘镇拆违方案",
            "一、实施步骤",
            "（一）动员阶段（x月x日至xx月xx日）。召开会议。",
            "（二）拆除阶段（****年＊月底前）。集中拆除。",
            "二、工作要求",
            "每日x:xx前向镇指挥部报送进度，确保x月底前完成全部拆除任务，〇〇月〇〇日前将总结报县住建局。",
        )
    )
    plan = read_text(text).plans[0]
    assert [(phase.start, phase.end) for phase in plan.phases] == [(None, None), (None, None)]
    assert [deadline.date for deadline in plan.deadlines] == [None, None]
    assert [(report.frequency, report.receiver) for report in plan.reports] == [
        ("daily", "镇指挥部"),
        ("once", "县住建局"),
    ]
    for item in (*plan.phases, *plan.deadlines, *plan.reports):
        assert item.question, item


def test_a_day_that_is_in_no_calendar_is_asked_for() -> None:
    plan = read_text("青禾镇整治方案\n一、任务\n各村于2024年2月30日前完成整改。").plans[0]
    (deadline,) = plan.deadlines
    assert deadline.date is None
    assert deadline.question is not None
    assert "日历上没有这一天" in deadline.question


PAPERS = """青禾县学校消防安全专项检查实施方案
一、工作要求
（一）各学校要明确各岗位责任人，并将书面材料报县教育局备案。
（二）各学校消防安全责任书、自查报告请于6月30日前上报县教育局。
（三）发现重大隐患立即报告县教育局。
2026年5月6日
"""


def test_a_paper_is_handed_in_once_and_a_report_as_a_thing_reports_nothing() -> None:
    reports = read_text(PAPERS).plans[0].reports
    assert [(report.receiver, report.frequency) for report in reports] == [
        ("县教育局", "once"), ("县教育局", "once"), ("县教育局", "adhoc"),
    ]  # fmt: skip
    assert [report.due for report in reports][1] == "2026-06-30"


def test_plans_pasted_one_behind_the_other_are_told_apart_without_signatures() -> None:
    one = "{0}村环境整治工作方案\n一、目标\n村容整洁。\n二、步骤\n（一）整治阶段（2026年3月1日至5月31日）。清运垃圾。\n"
    plans = read_text("".join(one.format(name) for name in ("柳荫", "稻香", "南圃"))).plans
    assert [plan.title for plan in plans] == [f"{name}村环境整治工作方案" for name in ("柳荫", "稻香", "南圃")]
    assert all(len(plan.phases) == 1 for plan in plans)


def test_a_heading_about_a_plan_begins_no_other_plan() -> None:
    text = "柳荫村环境整治工作方案\n一、制定方案\n各组制定方案。\n二、实施\n1.细化方案\n一、二、三组先行。\n三、总结\n"
    assert len(read_text(text).plans) == 1


def test_words_that_date_a_phase_date_no_campaign() -> None:
    text = "柳荫村环境整治工作方案\n一、时间安排\n（一）集中整治阶段，从2026年4月11日至5月31日。各组开展清理。\n"
    plan = read_text(text).plans[0]
    assert plan.period is None and plan.phases[0].start == "2026-04-11"
