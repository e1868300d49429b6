"""Bureaus and the office take grave problems up under law: a clue, a file, two officers, a decision by another one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.cases.models import Case
from taizhang.core.enforcement import OPEN, Stage
from taizhang.core.roles import Role
from taizhang.enforcement.models import LawFile
from taizhang.enforcement.operations import open_clue, take_step
from taizhang.enforcement.queries import files_for, may_open, of_the_line, steps_for, unexamined
from taizhang.orgs.models import Org

from .course import Course
from .town import Resident

TAKEN_UP = 0.3
"""How likely a grave problem is taken up on the day on which somebody looks at it."""

AT_ONCE, MINUTES = 3, 30

NEXT = {
    Stage.CLUE: ("filed", "dropped"), Stage.FILED: ("investigated", "handed_over"),
    Stage.INVESTIGATED: ("decided", "decided"), Stage.DECIDED: ("executed", "executed"),
}  # fmt: skip
"""What mostly follows, and what does now and then."""


def pursue(course: Course, who: Resident, at: datetime) -> None:
    """The files on the desk, then the first grave problem that nobody has taken up."""
    if who.role not in {Role.BUREAU, Role.OFFICE} or not of_the_line(who.actor) or course.campaign.closed_at:
        return
    rows = files_for(who.actor).filter(campaign=course.campaign.pk, stage__in=[stage.value for stage in OPEN])
    for row in rows.order_by("opened_at", "pk")[:AT_ONCE]:
        _advance(course, who, row, at)
    grave = unexamined(who.actor, course.campaign.pk).first()
    if grave is not None:
        _take_up(course, who, grave, at)


def _take_up(course: Course, who: Resident, case: Case, at: datetime) -> None:
    fits = case.line in course.campaign.units and may_open(who.actor, case.path)
    if fits and course.chance("clue", case.pk, at.date()).random() < TAKEN_UP and course.spend(who, at, MINUTES):
        open_clue(
            by=who.actor, at=at, campaign=course.campaign, org=Org.objects.get(number=case.org), line=case.line,
            title=case.title, account="台账中的重大问题，涉嫌违法，需要核实", case=case,
            subject=course.town.subjects.get(case.subject) if case.subject else None,
        )  # fmt: skip


def _advance(course: Course, who: Resident, row: LawFile, at: datetime) -> None:
    chance = course.chance("law", row.pk, row.stage, at.date())
    usual, seldom = NEXT[Stage(row.stage)]
    verb = usual if chance.random() < 0.9 else seldom
    may = {step.verb for step in steps_for(who.actor, row)}
    if verb in may and chance.random() < 0.5 and course.spend(who, at, MINUTES):
        take_step(by=who.actor, at=at, about=row.pk, verb=verb, body=_said(course, who, row, verb))


def _said(course: Course, who: Resident, row: LawFile, verb: str) -> dict[str, Any]:
    other = next(one.name for one in course.town.residents if one.name != who.name)
    said: dict[str, Any] = {"account": "现场核实，询问当事人并制作笔录", "officers": f"{who.name}、{other}"}
    if verb in {"filed", "decided"}:
        said["number"] = f"推演〔{row.opened_at:%Y}〕{row.pk.hex[:6]}号"
    if verb == "decided":
        said |= {"outcome": "fine", "amount": 2000_00}
    return said | ({"receiver": "派出所"} if verb == "handed_over" else {})
