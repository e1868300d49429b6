"""Duties met by a person's own word: a meeting held, a letter signed, a notice received, a document handed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from taizhang.access.actor import Actor
from taizhang.core.calendar import CHINA
from taizhang.core.plan.rules import DutyRule
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.duties.operations import fulfil
from taizhang.duties.queries import met_elsewhere
from taizhang.journal.files import keep_picture

from .answers import filled
from .bookkeeping import write_lines
from .course import Course
from .licensing import see_to_renewals
from .town import Resident
from .visits import duties_of_the_day, set_out

MOST_AT_ONCE = 2
"""Own duties that a person gets done in one sitting."""


LEFT_UNDONE = 0.06
"""How likely an item is found wanting where a place is looked at as a whole."""


def begin_day(course: Course, who: Resident, at: datetime) -> None:
    """Look at the list: do some of what needs no visit, set out for the rest."""
    for actor, duties in duties_of_the_day(course, who, at):
        write_lines(course, who, actor, duties, at)
        _own_acts(course, who, actor, duties, at)
        see_to_renewals(course, who, actor, duties, at)
        set_out(course, who, actor, duties, at)


def _own_acts(course: Course, who: Resident, actor: Actor, duties: Sequence[Duty], at: datetime) -> None:
    chance = course.chance("acts", actor.post, at)
    ruled = [(one, rule) for one in duties if (rule := course.plan.duty(one.rule))]
    for duty, rule in [(one, rule) for one, rule in ruled if not met_elsewhere(one, rule)][:MOST_AT_ONCE]:
        soon = (duty.due_at - at).days <= 10 or duty.state == "lapsed"
        if (soon or chance.random() < 0.4) and course.spend(who, at, rule.minutes or 10):
            _meet(course, who, actor, duty, rule, at)


def _meet(course: Course, who: Resident, actor: Actor, duty: Duty, rule: DutyRule, at: datetime) -> None:
    body = _evidence(course, who, duty, rule, at)
    if who.role is Role.OWNER:
        course.phone(who).write(actor, "duty.met", duty.pk, at, body, course.campaign.pk, duty.place)
        course.send_soon(who, at)
        return
    for shot in [*body.get("photos", ()), *body.get("files", ())]:
        keep_picture(course.camera.made[shot["sha256"]], at=at)
    fulfil(by=actor, at=at, duty=duty.pk, body=body)


def _evidence(course: Course, who: Resident, duty: Duty, rule: DutyRule, at: datetime) -> dict[str, Any]:
    """What the rule asks for, and nothing else."""
    org = course.town.orgs[duty.place]
    asked, shoot = rule.evidence, course.camera.shoot
    body: dict[str, Any] = {"note": ""}
    if rule.looks_back and rule.checklist and (checklist := course.plan.checklist(rule.checklist)):
        body["answers"] = filled(checklist, {}, LEFT_UNDONE, course.chance("looking back", duty.pk))
    if rule.hold is not None:
        body |= {"held_on": f"{at.astimezone(CHINA):%Y-%m-%d}", "place": f"{org.name}会议室"}
        body["attendance"] = course.chance("attendance", duty.pk).randint(4, 60)
    if asked.signature or rule.acknowledge is not None:
        body["receiver"] = who.name
    if asked.signature:
        body["signature"] = course.camera.sign(who.name)
    if asked.photos:
        body["photos"] = [shoot(rule.title, at=at, who=who.name, where=(org.lat, org.lng), mended=True)]
    if asked.document:
        body["files"] = [shoot(f"{rule.title}文件", at=at, who=who.name, where=(None, None), mended=True)]
    return body
