"""Risk by likelihood × exposure × consequence (LEC), with the plan's own bounds; how often follows, and is checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from taizhang.checkup.pack import check_pack
from taizhang.core.plan import Plan, plan_text
from taizhang.core.risk import LEC, Colour, colour_of, score_of
from taizhang.duties.models import Duty
from taizhang.journal.rebuild import rebuild
from taizhang.risks.models import Risk
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene, in_words
from tests.tables import tables

__all__ = ["clock"]

CHECK: dict[str, Any] = {
    "id": "by-grade", "title": "分级检查", "inspect": {"kind": "restaurant"},
    "by": {"level": "grid", "role": "grid-worker"},
    "every": {"by_risk": {"red": "weekly", "orange": "ten-day", "yellow": "monthly", "none": "quarterly"}},
}  # fmt: skip
GRADED: dict[str, Any] = {
    **PLAN, "duties": [*PLAN["duties"], CHECK], "risks": {"method": "lec", "least": {"red": 250}},
}  # fmt: skip
BOILER = {"name": "气瓶间", "measures": "加装报警器", "person": "秦阿婆"}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN), GRADED)


def register(scene: Scene, points: tuple[str, str, str]) -> str:
    page = f"/risks/subject/{scene.subjects['阿婆面馆'].pk}/"
    who = scene.person("owner")
    given = dict(zip(("likelihood", "exposure", "consequence"), points, strict=True))
    return in_words(who.client.post(page, {**who.form(page), **BOILER, **given}, follow=True))


@pytest.mark.mission("C20")
@pytest.mark.parametrize(
    ("points", "score", "colour"),
    [((10, 6, 15), 900, "red"), ((3, 6, 15), 270, "orange"), ((1, 10, 7), 70, "yellow"), ((0.1, 0.5, 1), 0.05, "blue")],
)
def test_the_published_tables_give_the_colour(points: tuple[float, ...], score: float, colour: str) -> None:
    named = dict(zip(LEC.factors, points, strict=True))
    assert all(one in LEC.factors[name] for name, one in named.items())
    assert score_of(named) == score
    assert colour_of(score, LEC.least) is Colour(colour)


@pytest.mark.mission("C20", "G3")
def test_a_hazard_is_graded_by_the_plans_method_and_bounds_and_the_checks_follow(scene: Scene, clock: Clock) -> None:
    form = scene.person("owner").look(f"/risks/subject/{scene.subjects['阿婆面馆'].pk}/")
    assert "作业条件危险性评价法（LEC）" in form and "6 每天工作时间内暴露" in form and "250 分以上为红（重大）" in form
    assert "请选择暴露频繁程度" in register(scene, ("3", "4", "15")), "only what the table holds"
    shown = register(scene, ("3", "6", "15"))
    assert "3×6×15＝270" in shown and "红（重大）" in shown, "red from 250 on in this plan"
    assert "可能性3×暴露频繁程度6×后果15" in shown
    listed = scene.person("office").look("/risks/")
    assert "可能性×暴露频繁程度×后果" in listed and "界线由方案规定" in listed
    risk = Risk.objects.get()
    owed = Duty.objects.filter(rule="by-grade", subject=risk.subject, state="open")
    assert owed.filter(period__startswith="2026-W").count() > 3, "weekly now"
    before = tables()
    rebuild(at=clock.now)
    assert tables() == before


@pytest.mark.mission("C20")
def test_the_checkup_tells_of_grades_without_rhythm_and_of_light_risks_checked_more_often(tmp_path: Path) -> None:
    rhythms = {"red": "monthly", "orange": "weekly", "yellow": "monthly", "none": "quarterly"}
    seen = {key: value for key, value in CHECK.items() if key != "inspect"} | {"patrol": {"kind": "restaurant"}}
    plan = Plan.from_dict({**GRADED, "duties": [{**seen, "every": {"by_risk": rhythms}}]})
    (tmp_path / "plan.yaml").write_text(plan_text(plan), encoding="utf-8")
    found = {one.code: one.message for one in check_pack(tmp_path)}
    assert found["duty.grade-missing"] == "“分级检查”没有写蓝色的多久一次"
    assert found["duty.grade-reversed"] == "“分级检查”橙色的比红色的查得还勤"
