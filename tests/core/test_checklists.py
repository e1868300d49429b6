"""Checklists as Markdown tables: reading, faults by line and column, which answers fail."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from taizhang.core.checklists import ChecklistErrors, failures, parse_checklist, unanswered

TEXT = Path(__file__).with_name("kitchen-checklist.md").read_text(encoding="utf-8")


def test_a_checklist_is_read_with_its_groups_choices_and_our_columns() -> None:
    checklist = parse_checklist(TEXT)
    assert (checklist.id, checklist.title, checklist.version) == ("kitchen", "检查表", "3")
    alarm = checklist.item("alarm")
    assert (alarm.group, alarm.required, alarm.category, alarm.clause) == ("厨房", True, "no-alarm", "第三十六条")
    assert alarm.fail_when == ("fail",)
    assert [choice.label for choice in alarm.choices] == ["合格", "不合格"]
    assert checklist.item("hose").label == "软管|阀门"
    assert not checklist.item("hose").confirmed
    assert checklist.item("distance").group == ""
    assert checklist.categories == {"no-alarm", "storage", "conduct"}


@pytest.mark.mission("C28")
def test_a_failed_item_names_the_category_to_open_and_the_clause() -> None:
    answers = {"alarm": "fail", "hose": "fail", "distance": 0.3, "bottles": 9, "seen": ["none", "smoke"]}
    found = [(one.item, one.category, one.clause) for one in failures(parse_checklist(TEXT), answers)]
    assert found == [
        ("alarm", "no-alarm", "第三十六条"),
        ("hose", "", ""),
        ("distance", "storage", ""),
        ("bottles", "storage", ""),
        ("seen", "conduct", ""),
    ]


@pytest.mark.mission("C28")
@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"alarm": "pass", "distance": 0.5, "bottles": 7, "seen": "none"},
        {"alarm": None, "distance": "", "seen": []},
        {"distance": "不详", "bottles": "许多"},
        {"unknown": "fail"},
    ],
)
def test_nothing_else_fails(answers: dict[str, object]) -> None:
    assert failures(parse_checklist(TEXT), answers) == []


def test_multiple_choices_may_come_as_one_text_as_forms_send_them() -> None:
    assert [one.item for one in failures(parse_checklist(TEXT), {"seen": "none fire", "bottles": "0"})] == [
        "bottles",
        "seen",
    ]


@given(st.dictionaries(st.sampled_from(["alarm", "distance", "bottles", "seen", "x"]), st.text() | st.integers()))
def test_whatever_is_answered_failures_come_once_and_in_the_order_of_the_list(answers: dict[str, object]) -> None:
    names = [item.name for item in parse_checklist(TEXT).items]
    found = [one.item for one in failures(parse_checklist(TEXT), answers)]
    assert found == [name for name in names if name in found]


def test_required_items_that_are_not_answered_are_named() -> None:
    assert [item.name for item in unanswered(parse_checklist(TEXT), {"hose": ""})] == ["alarm"]


def test_the_same_text_is_an_xlsform() -> None:
    form = convert(TEXT, file_type=".md", warnings=[])
    assert "报警装置" in form.xform


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "remedy"),
    [
        ("| alarm    |", "| Alarm    |", 6, "name", "小写"),
        ("| hose     |", "| alarm    |", 7, "name", "只能出现一次"),
        ("select_one result   | hose", "select_one resalt   | hose", 7, "type", "choices"),
        ("| decimal             |", "| slider              |", 9, "type", "可用的题型"),
        ("| <0.5       |", "| little     |", 9, "fail_when", "写成"),
        ("smoke,fire", "smoke,gas ", 11, "fail_when", "可用的选项"),
        (
            "| yes      |                   | no-alarm",
            "| maybe    |                   | no-alarm",
            6,
            "required",
            "yes",
        ),
        ("fail_when  | confirmed", "failwhen   | confirmed", 4, "failwhen", "fail_when"),
        ("| fire  | 动火   |", "| smoke | 动火   |", 19, "name", "重复"),
        ("| 3       |", "|         |", 24, "version", "补上"),
        ("| survey |", "| surveys |", 3, "surveys", "survey"),
        ("| 照片       |", "|            |", 12, "label", "label"),
    ],
)
def test_a_fault_is_named_with_line_column_and_remedy(old: str, new: str, line: int, column: str, remedy: str) -> None:
    assert old in TEXT
    with pytest.raises(ChecklistErrors) as caught:
        parse_checklist(TEXT.replace(old, new))
    error = next(error for error in caught.value.errors if error.column == column)
    assert error.line == line
    assert remedy in error.remedy + error.message


@pytest.mark.parametrize("text", ["", "今天天气很好", "| survey |", "|||\n|||"])
def test_what_is_no_checklist_is_refused(text: str) -> None:
    with pytest.raises(ChecklistErrors, match="检查"):
        parse_checklist(text)
