"""Cases: who does the next step, when, and how well. The product says which steps a person may take; habits say which
one they do take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.cases.operations import take_step
from taizhang.cases.queries import Filter, cases_for, steps_for, steps_of
from taizhang.core.cases.steps import State
from taizhang.core.roles import Role
from taizhang.journal.files import keep_picture

from .course import Course
from .town import Resident

READ = 60
MINUTES = 6
"""For one step at a desk."""

Choice = tuple[str, dict[str, Any]]

DESK: Mapping[Role, frozenset[State]] = {
    Role.CLERK: frozenset({State.FILED, State.ASSIGNED, State.RECTIFIED, State.RECHECKED}),
    Role.GRID_WORKER: frozenset({State.RECTIFIED}),
    Role.BUREAU: frozenset({State.ASSIGNED, State.RECHECKED}),
    Role.OFFICE: frozenset({State.ASSIGNED, State.RECHECKED, State.ACCEPTED}),
    Role.LEADER: frozenset({State.ACCEPTED}),
    Role.SUPERVISOR: frozenset({State.FILED, State.ASSIGNED}),
}
"""Which cases each role looks through for something to do."""


def through_the_cases(course: Course, who: Resident, at: datetime) -> None:
    """Take the next step in the cases that wait for this person."""
    actor = who.actor
    wanted = cases_for(actor, Filter(campaign=course.campaign.pk, state="open"))
    rows = list(wanted.filter(state__in=DESK[who.role]).order_by("entered_at", "pk")[:READ])
    steps = steps_of(actor, rows)
    for row in rows:
        chance = course.chance("case", row.pk, row.state, row.returns, at.date())
        chosen = _choose(course, actor, row, {step.verb for step in steps[row.pk]}, at, chance)
        if chosen and course.spend(who, at, MINUTES):
            _do(course, who, row, chosen, at)


def _do(course: Course, who: Resident, row: Case, chosen: Choice, at: datetime) -> None:
    verb, body = chosen
    if who.role is Role.GRID_WORKER:
        course.phone(who).write(who.actor, f"case.{verb}", row.pk, at, body, row.campaign, row.org)
        course.send_soon(who, at)
        return
    for shot in body.get("photos", ()):
        keep_picture(course.camera.made[shot["sha256"]], at=at)
    take_step(by=who.actor, at=at, case=row.pk, verb=verb, body=body)
    if verb == "assigned":
        _call_owner(course, row.pk, row.subject, body, at)
    elif verb == "returned":
        _call_owner(course, row.pk, row.subject, {"due_at": row.due_at}, at)


def _choose(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    """The step that the state calls for; None where it can wait."""
    named = row.severity in course.plan.lifecycle.named_supervision
    if named and not row.supervised and actor.role in {Role.SUPERVISOR, Role.OFFICE} and "supervised" in may:
        return "supervised", {"reason": "重大隐患，实行挂牌督办，明确专人盯办"}
    chooser = _CHOOSERS.get(State(row.state))
    return chooser(course, actor, row, may, at, chance) if chooser else None


def _filed(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    if "assigned" not in may:
        return None
    to_bureau = row.line_org is not None and row.severity == "major" and chance.random() < 0.5
    subject = course.town.subjects.get(row.subject) if row.subject else None
    body: dict[str, Any] = {
        "handler": row.line_org if to_bureau else row.org,
        "responsible": subject.contact if subject else "经营者本人",
        "measures": f"对照“{row.title[:24]}”逐项整改，整改前停止使用相关设施",
        "emergency": "现场设置警示，配备灭火器材，出现险情立即关阀撤离",
        "money": "自筹",
    }
    if row.due_at is not None and row.due_at <= at + timedelta(
        hours=4
    ):  # the period is nearly over: agree on a new one
        body["due_at"] = (at + timedelta(days=2)).isoformat()
    if to_bureau:
        body["joint"] = [row.org]
    return "assigned", body


def _assigned(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    if "extended" in may:
        if chance.random() < 0.75:
            return "extended", {}
        return "extension_denied", {"reason": "隐患危险性大，不宜延期，请按原期限整改"}
    if row.handler == actor.org and actor.role is Role.BUREAU:
        return _by_bureau(course, actor, row, may, at, chance)
    hopeless = actor.role is Role.OFFICE and row.rung in {"interview", "account"}
    if hopeless and "referred" in may and chance.random() < 0.2:
        return "referred", {"reason": "多次督促仍未整改，移送执法部门依法处理"}
    return None


def _by_bureau(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    thrown = chance.random()
    if "refused" in may and row.transfers == 0 and thrown < 0.06:
        return "refused", {"reason": "经核实不属于本单位职责，请重新派单"}
    if "transferred" in may and row.transfers == 0 and thrown < 0.3:
        return "transferred", {"handler": row.org, "reason": "日常整改由网格就近督促，本单位配合执法"}
    if "rectified" in may and thrown < 0.5:
        return "rectified", {"photos": [_shot(course, row, actor.name, at)], "reason": "已督促责任单位整改到位"}
    return None


def _rectified(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    if "rechecked" not in may or chance.random() < 0.35:
        return None
    if row.returns == 0 and chance.random() < 0.14:
        again = (max(row.due_at or at, at) + timedelta(days=2)).isoformat()
        return "returned", {"reason": "现场复查，整改不彻底，请重新整改后再报", "due_at": again}
    return "rechecked", {"photos": [_shot(course, row, actor.name, at)], "reason": "现场复查合格"}


def _rechecked(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    first = actor.role is Role.CLERK or row.line_org == actor.org
    if "accepted" in may and chance.random() < (0.7 if first else 0.25):
        return "accepted", {"reason": "资料齐全，同意验收"}
    return None


def _accepted(course: Course, actor: Actor, row: Case, may: set[str], at: datetime, chance: Random) -> Choice | None:
    return ("struck", {"reason": "同意销号"}) if "struck" in may and chance.random() < 0.7 else None


_CHOOSERS = {
    State.FILED: _filed,
    State.ASSIGNED: _assigned,
    State.RECTIFIED: _rectified,
    State.RECHECKED: _rechecked,
    State.ACCEPTED: _accepted,
}


def _shot(course: Course, row: Case, who: str, at: datetime) -> dict[str, Any]:
    subject = course.town.subjects.get(row.subject) if row.subject else None
    where = (subject.lat, subject.lng) if subject else (None, None)
    return course.camera.shoot(row.title[:30], at=at, who=who, where=where, mended=True)


def _call_owner(course: Course, case: UUID, subject: UUID | None, body: Mapping[str, Any], at: datetime) -> None:
    """The owner hears of it, and puts it right when the owner is the kind to."""
    owner = course.owners.get(subject) if subject else None
    if owner is None:
        return
    row = Case.objects.get(pk=case)
    due = row.due_at or at + timedelta(days=5)
    chance = course.chance("rectify", case, row.returns)
    low, high = course.traits(owner).overdue_by
    moment = max(course.later(due, days=chance.uniform(low, high)), at + timedelta(hours=2))
    if high > 0 and chance.random() < 0.4 and due - at > timedelta(hours=8):
        course.at(due - timedelta(hours=5), lambda now: _ask_for_time(course, owner, case, now))
        moment += timedelta(days=1)
    course.at(moment, lambda now: _put_right(course, owner, case, now))


def _seen(owner: Resident, case: UUID, verb: str) -> Case | None:
    """The case as the owner's phone shows it, where the step is open to the owner."""
    rows: Sequence[Case] = list(cases_for(owner.actor, Filter(ids=[case])))
    return next((row for row in rows if verb in {step.verb for step in steps_for(owner.actor, row)}), None)


def _ask_for_time(course: Course, owner: Resident, case: UUID, at: datetime) -> None:
    row = _seen(owner, case, "extension_requested")
    if row is not None and row.due_at is not None and row.extensions < course.plan.lifecycle.extension.times:
        until = (row.due_at + timedelta(days=4)).isoformat()
        body = {"until": until, "reason": "设备已订购，厂家安排上门安装需要几天时间"}
        course.phone(owner).write(owner.actor, "case.extension_requested", case, at, body, row.campaign, row.org)
        course.send_soon(owner, at)


def _put_right(course: Course, owner: Resident, case: UUID, at: datetime) -> None:
    row = _seen(owner, case, "rectified")
    if row is None:
        return
    body = {"photos": [_shot(course, row, owner.name, at)], "reason": "已按要求整改"}
    course.phone(owner).write(owner.actor, "case.rectified", case, at, body, row.campaign, row.org)
    course.send_soon(owner, at)
