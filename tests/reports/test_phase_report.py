"""The report of a phase: a summary with what is left and what goes on, the same whenever it is opened."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone
from docx import Document

from taizhang.reports.freezing import sweep
from taizhang.reports.models import Report
from taizhang.reports.paper import word
from taizhang.reports.sheet import sheet_of
from tests.cast import build_cast

from .scene import FIRST_GRID, PLAN, SECOND_GRID, STREET, Scene, build_scene, on

SUMMING_UP = {
    **PLAN,
    "phases": [
        {"id": "screening", "name": "排查治理", "start": "2026-05-11", "end": "2026-05-15"},
        {"id": "lasting", "name": "巩固提高", "start": "2026-05-16", "end": "2026-05-20"},
    ],
    "reports": [
        {
            "id": "phase-summary",
            "title": "燃气安全专项整治阶段总结",
            "every": "per-phase",
            "measures": ["cases.filed", "cases.struck", "cases.open", "cases.overdue"],
            "chain": [{"level": "village", "at": "12:00"}, {"level": "township", "role": "office", "at": "17:30"}],
        }
    ],
    "long_term": [
        {"id": "patrol", "title": "检查用气餐饮场所", "inspect": {"kind": "restaurant"}, "every": "quarterly",
         "by": {"level": "village"}}
    ],
}  # fmt: skip


def of_phase(scene: Scene, phase: str) -> Report:
    number = scene.cast.orgs[STREET].number
    return Report.objects.get(campaign=scene.campaign.pk, period=phase, org=number)


def told(scene: Scene, phase: str) -> tuple[bytes, str, list[list[str]]]:
    content = word(sheet_of(of_phase(scene, phase), now=timezone.now(), live=False))
    document = Document(io.BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return content, "\n".join(one.text for one in document.paragraphs), rows


@pytest.mark.mission("X15", "X10", "C51", "C66")
def test_a_phase_report_sums_up_by_category_and_by_unit_names_what_is_left_and_is_the_same_later(db: None) -> None:
    scene = build_scene(build_cast(on(1, "09:00")), plan=SUMMING_UP)
    scene.found(FIRST_GRID, on(12, "10:00"), "灶台软管老化")
    scene.found(SECOND_GRID, on(13, "10:00"), "没有报警器", "no-alarm")
    sweep(now=on(15, "18:00"))
    content, text, rows = told(scene, "screening")
    assert "问题分类情况" in text and "遗留问题" in text and "尚有2个问题没有销号" in text
    assert ["软管不符合要求", "1", "0", "0", "1"] in [row[:5] for row in rows]
    assert ["未装报警装置", "1", "0", "0", "1"] in [row[:5] for row in rows]
    assert {row[1] for row in rows if len(row) == 6} >= {"灶台软管老化", "没有报警器"}
    assert "下一阶段为巩固提高" in text and "长效机制" not in text
    assert len(Document(io.BytesIO(content)).inline_shapes) == 2  # day by day, and the units below
    scene.found(FIRST_GRID, on(16, "10:00"), "第二阶段才发现的问题")
    assert told(scene, "screening")[0] == content
    sweep(now=on(20, "18:00"))
    _, text, rows = told(scene, "lasting")
    assert "长效机制" in text and "各社区（村）负责每季度检查用气餐饮场所。" in text
    assert "第二阶段才发现的问题" in {row[1] for row in rows if len(row) == 6}


@pytest.mark.mission("C66", "X10")
def test_a_weekly_report_has_its_days_as_a_chart_and_a_daily_one_none(db: None) -> None:
    scene = build_scene(build_cast(on(1, "09:00")))
    scene.found(FIRST_GRID, on(12, "10:00"))
    sweep(now=on(15, "18:00"))
    weekly, daily = (scene.report(STREET, 15, definition) for definition in ("weekly", "daily"))
    shown = [Document(io.BytesIO(word(sheet_of(row, now=timezone.now(), live=False)))) for row in (weekly, daily)]
    assert [len(document.inline_shapes) for document in shown] == [1, 0]
