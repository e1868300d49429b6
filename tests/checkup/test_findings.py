"""Each rule of the check-up finds its defect, at its place, and nothing in a sound plan."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taizhang.checkup import FAMILIES, RULES, Finding, Severity, check_text
from tests.checkup.texts import DEFECTS, LOOSE, SOUND, changed, twin

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT.parent / "shared" / "seed"
OF_PACKS = {
    "plan.error",
    "plan.open",
    "plan.unproved",
    "burden.photo",
    "burden.unasked-report",
    "burden.asked-twice",
    "duty.grade-missing",
    "duty.grade-reversed",
}


def texts() -> dict[str, str]:
    return {code: twin(code) for code in DEFECTS} | LOOSE


def seed(name: str) -> list[Finding]:
    path = SEEDS / f"{name}.txt"
    if not path.is_file():
        pytest.skip("the seed plans (../shared/seed) are not here")
    return check_text(path.read_text(encoding="utf-8"))


def codes(findings: list[Finding]) -> set[str]:
    return {found.code for found in findings}


def test_nothing_is_found_in_a_sound_plan() -> None:
    assert check_text(SOUND) == []


@pytest.mark.mission("X16")
@pytest.mark.parametrize("code", sorted(texts()))
def test_a_defect_is_found_where_it_stands(code: str) -> None:
    text = texts()[code]
    found = next((one for one in check_text(text) if one.code == code), None)
    assert found is not None
    start, end = found.place.start, found.place.end
    assert start is not None and end is not None and text[start:end] == found.quote
    assert text.count("\n", 0, start) + 1 == found.place.line
    assert found.severity is RULES[code].severity
    assert found.message and found.remedy and found.sentence in text


@pytest.mark.parametrize("code", sorted(DEFECTS))
def test_one_defect_does_not_raise_a_crowd_of_findings(code: str) -> None:
    assert len(check_text(twin(code))) <= 3


def test_every_rule_has_a_text_that_breaks_it() -> None:
    assert set(texts()) | OF_PACKS == set(RULES)


def test_every_rule_belongs_to_a_family_with_a_name() -> None:
    assert {rule.family for rule in RULES.values()} == set(FAMILIES)


def test_the_documentation_lists_every_code_with_its_name_and_severity() -> None:
    page = (ROOT / "docs" / "checkup.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z.-]+)` \| (.+?) \|", page, re.MULTILINE))
    assert listed == {code: rule.severity.label for code, rule in RULES.items()}
    assert all(rule.title in page for rule in RULES.values())


@pytest.mark.mission("X16")
def test_the_list_that_begins_with_seven_is_found() -> None:
    late = [one for one in seed("篇一") if one.code == "numbering.starts-late"]
    assert [(one.severity, one.quote[:2]) for one in late] == [(Severity.GRAVE, "7.")]
    assert "第1至6项" in late[0].message


@pytest.mark.mission("X16")
def test_the_heading_without_a_body_is_found() -> None:
    assert "（四）" not in str(codes(seed("篇一")))
    empty = [one for one in seed("篇一") if one.code == "numbering.empty"]
    assert [one.quote for one in empty] == ["(四)做好信息报送"]


@pytest.mark.mission("X16")
def test_the_masked_dates_times_and_numbers_are_found() -> None:
    found = seed("篇二")
    quotes = {code: [one.quote for one in found if one.code == code] for code in codes(found)}
    assert len(quotes["blank.date"]) == 5
    assert {"上午xx:xx", "下午x:xx"} <= set(quotes["blank.time"])
    assert len(quotes["blank.number"]) >= 8


@pytest.mark.mission("X16", "E1")
def test_the_skipped_item_and_the_blank_length_are_found() -> None:
    found = {one.code: one for one in seed("篇四")}
    assert "缺（五）" in found["numbering.gap"].message
    assert found["blank.amount"].quote.endswith("公里")
    assert "burden.fine" in found


@pytest.mark.mission("E1")
def test_a_skipped_item_and_a_blank_length_are_found_together() -> None:
    text = changed(SOUND, dict([DEFECTS["numbering.gap"], DEFECTS["blank.amount"]]))
    found = {one.code: one for one in check_text(text)}
    assert "缺（三）" in found["numbering.gap"].message
    assert found["blank.amount"].quote.endswith("公里")


def test_a_gap_between_phases_is_found_in_a_real_plan() -> None:
    assert "phase.gap" in codes(seed("篇六"))


_DATES = "第一阶段 2月30日 2026年 １２月３日 xx月 99月99日 0月 至 前 星期三 （星期九） 一百"
_ACTS = "报送 公里 问责 7. 1. ① 各单位 ：由 组成 成员："
_PIECES = st.sampled_from([*"一二三四五六七八九十（）()、。：；，xX*_ \n\t\x00\ud7ff", *_DATES.split(), *_ACTS.split()])


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_no_text_makes_the_check_up_fail_and_every_quote_is_exact(text: str) -> None:
    for found in check_text(text):
        assert text[found.place.start : found.place.end] == found.quote
        assert found.code in RULES


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SOUND)), st.integers(0, 60), st.lists(_PIECES, max_size=4).map("".join))
def test_no_damage_to_a_plan_makes_the_check_up_fail(at: int, cut: int, put: str) -> None:
    check_text(SOUND[:at] + put + SOUND[at + cut :])
