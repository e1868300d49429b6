"""How often a subject is checked follows its risk, and follows on when the risk changes; no check is owed twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from taizhang.core.calendar import CHINA
from taizhang.core.duties.by_grade import windows_by_grade
from taizhang.core.duties.windows import Window
from taizhang.core.plan import Plan, PlanErrors, plan_from
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.risks.models import Risk
from taizhang.risks.operations import assess, end
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene
from tests.tables import tables

__all__ = ["clock"]

CHECK = {"id": "by-grade", "title": "分级检查", "inspect": {"kind": "restaurant"},
         "by": {"level": "grid", "role": "grid-worker"},
         "every": {"by_risk": {"red": "weekly", "orange": "monthly", "none": "quarterly"}}}  # fmt: skip
GRADED: dict[str, Any] = {**PLAN, "duties": [*PLAN["duties"], CHECK]}
HAZARD = {"name": "气瓶间", "measures": "每日巡查", "person": "秦阿婆"}
RED, ORANGE, BLUE = ({"likelihood": n, "consequence": m} for n, m in ((5, 5), (3, 5), (1, 2)))


def day(month: int, number: int, hour: int = 0) -> datetime:
    return datetime(2026, month, number, hour, tzinfo=CHINA)


MONTHS = [Window(f"2026-{m:02}", f"{m}月", day(m, 1), day(m, 30, 23)) for m in (4, 5, 6)]
QUARTER = [Window("2026-Q2", "第2季度", day(4, 1), day(6, 30, 23)), Window("2026-Q3", "第3季度", day(7, 1), day(9, 30))]
RHYTHMS = {"red": MONTHS, "none": QUARTER}


@pytest.mark.mission("C20")
def test_a_graver_risk_brings_the_running_check_forward_and_the_next_ones_follow() -> None:
    found = windows_by_grade(RHYTHMS, [(day(5, 10), "red")], day(4, 1))
    assert [(one.label, one.due_at) for one in found] == [
        ("2026-Q2", day(5, 30, 23)), ("2026-06", day(6, 30, 23)),
    ]  # fmt: skip


@pytest.mark.mission("C20")
def test_a_lesser_risk_keeps_the_check_that_runs_and_goes_on_in_the_slower_rhythm() -> None:
    found = windows_by_grade(RHYTHMS, [(day(3, 1), "red"), (day(5, 10), "none")], day(4, 1))
    assert [one.label for one in found] == ["2026-04", "2026-05", "2026-Q3"]


@pytest.mark.mission("C20")
def test_a_grade_that_owes_nothing_ends_what_runs_and_one_that_owes_begins_at_once() -> None:
    assert [one.label for one in windows_by_grade(RHYTHMS, [(day(3, 1), "red"), (day(5, 10), "blue")], day(4, 1))] == [
        "2026-04"
    ]
    late = windows_by_grade(RHYTHMS, [(day(3, 1), "blue"), (day(5, 10), "red")], day(4, 1))
    assert [(one.label, one.opens_at) for one in late] == [("2026-05", day(5, 10)), ("2026-06", day(6, 1))]


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), GRADED)


def grade(scene: Scene, clock: Clock, how: dict[str, int]) -> None:
    risk = Risk.objects.first()
    assess(
        by=scene.cast.office, at=clock.now, campaign=scene.campaign, subject=scene.subjects["阿婆面馆"],
        given={**HAZARD, **how}, about=risk.pk if risk else None,
    )  # fmt: skip


def owed(scene: Scene, shop: str = "阿婆面馆") -> list[str]:
    rows = Duty.objects.filter(rule="by-grade", subject=scene.subjects[shop].pk).order_by("opens_at", "period")
    return list(rows.values_list("period", flat=True))


@pytest.mark.mission("C20")
def test_duties_follow_the_risk_register_as_it_changes(scene: Scene, clock: Clock) -> None:
    assert owed(scene) == owed(scene, "稻香饭庄") == ["2026-Q2"]
    clock.to(5, 13)
    grade(scene, clock, RED)
    weekly = owed(scene)
    assert weekly[:2] == ["2026-Q2", "2026-W21"] and len(weekly) > 3
    assert owed(scene, "稻香饭庄") == ["2026-Q2"], "of one subject only"
    running = Duty.objects.get(rule="by-grade", subject=scene.subjects["阿婆面馆"].pk, period="2026-Q2")
    assert running.due_at.astimezone(CHINA).date().isoformat() == "2026-05-17", (
        "this week, no longer by the quarter's end"
    )
    clock.to(5, 27)
    grade(scene, clock, ORANGE)
    assert owed(scene) == ["2026-Q2", "2026-W21", "2026-W22", "2026-06"]
    clock.to(5, 28)
    end(
        by=scene.cast.office, at=clock.now, risk=Risk.objects.get(), subject=scene.subjects["阿婆面馆"], reason="已拆除"
    )
    assert owed(scene) == ["2026-Q2", "2026-W21", "2026-W22"]
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C20")
def test_frequency_by_risk_is_for_checks_of_subjects_only() -> None:
    meeting = {**CHECK, "inspect": None, "hold": {"what": "meeting"}}
    data = {**PLAN, "duties": [{key: value for key, value in meeting.items() if value is not None}]}
    with pytest.raises(PlanErrors, match="按风险等级"):
        plan_from(data)
    Plan.from_dict(GRADED)
