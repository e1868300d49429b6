"""Now and then the office asks for somebody who is long overdue to be named in public; a leader decides, the named
appeal."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.calendar.work import local_day
from taizhang.core.roles import Role
from taizhang.exposures.models import Exposure
from taizhang.exposures.operations import appeal, decide, propose, take_down, uphold
from taizhang.exposures.queries import exposures_for, laws_of, may_appeal, may_decide

from .course import Course
from .town import Resident

ASKED = 0.3
"""How likely the office asks for it on a day on which something is overdue."""

MINUTES, READ = 15, 10


def look_at_names(course: Course, who: Resident, at: datetime) -> None:
    """What waits for the post, each in its role."""
    if not laws_of(course.campaign) or who.role not in {Role.OFFICE, Role.LEADER, Role.CLERK}:
        return
    rows = exposures_for(who.actor, today=local_day(at)).filter(campaign=course.campaign.pk)
    known = list(rows[:READ])
    for row in known:
        _answer(course, who, row, at)
    if who.role is Role.OFFICE:
        _ask(course, who, {row.subject for row in known}, at)


def _ask(course: Course, who: Resident, known: set[UUID], at: datetime) -> None:
    late = cases_for(who.actor, Filter(campaign=course.campaign.pk, state="open")).filter(overdue=True)
    case: Case | None = late.exclude(subject=None).exclude(subject__in=known).order_by("due_at", "pk").first()
    subject = course.town.subjects.get(case.subject) if case and case.subject else None
    if case is None or subject is None or course.chance("name", case.pk, at.date()).random() > ASKED:
        return
    if course.spend(who, at, MINUTES):
        said = {"facts": f"{case.title}逾期未整改", "clause": "有关条款", "board": "公开栏"}
        until = local_day(at) + timedelta(days=15)
        law = laws_of(course.campaign)[0]
        propose(by=who.actor, at=at, campaign=course.campaign, subject=subject, law=law, until=until, said=said)


def _answer(course: Course, who: Resident, row: Exposure, at: datetime) -> None:
    chance = course.chance("named", row.pk, row.state)
    if row.state == "proposed" and may_decide(who.actor, row):
        approve = chance.random() < 0.6
        reason = "" if approve else "已经安排整改，暂不公开"
        decide(by=who.actor, at=at, about=row.pk, approve=approve, reason=reason)
    elif row.state == "appealed" and may_decide(who.actor, row):
        answered = uphold if chance.random() < 0.5 else take_down
        answered(by=who.actor, at=at, about=row.pk, reason="核对台账和现场照片后答复")
    elif who.role is Role.CLERK and may_appeal(who.actor, row) and chance.random() < 0.4:
        appeal(by=who.actor, at=at, about=row.pk, reason="当事人称已经整改，照片没有上传")
