"""In the field: inspections with a checklist, a photo of what is wrong, what can be mended on the spot, re-inspections.

Everything goes through the person's phone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.checklists import Checklist, Failure, failures
from taizhang.core.ids import derived, uuid7
from taizhang.core.plan.rules import DutyRule
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.duties.queries import own_duties
from taizhang.subjects.models import Subject

from .answers import filled
from .course import Course
from .grading import risks_seen
from .habits import WAY
from .licensing import papers_seen
from .town import Resident

BY_VISIT = frozenset({"inspect", "self_inspect", "recheck"})
READ = 120
"""Duties that a person looks at in one go."""

FAULTS = ((0.02, 50), (0.06, 35), (0.15, 15))
"""How likely an item is wrong at a good, a middling and a bad place, and how many of a hundred places are such."""

KNOWN = 0.6
"""The same for an item at a place that the plan itself wants put right."""


def duties_of_the_day(course: Course, who: Resident, at: datetime) -> Iterator[tuple[Actor, list[Duty]]]:
    """What a person in each of its posts sees of the campaign on its list, and thinks of beginning."""
    for actor in who.actors:
        rows = list(own_duties(actor, at=at).filter(campaign=course.campaign.pk)[:READ])
        yield actor, [duty for duty in rows if (duty.due_at - at).days <= course.traits(who).last_days]


def set_out(course: Course, who: Resident, actor: Actor, duties: Sequence[Duty], at: datetime) -> None:
    """As many visits as the days left ask for, half of them in the hours that count."""
    chance = course.chance("visits", actor.post, at.date())
    wanted = [duty for duty in duties if duty.verb in BY_VISIT and duty.subject]
    if wanted:
        for duty in wanted[: _todays(course, who, wanted, at, chance)]:
            rule = course.plan.duty(duty.rule)
            if rule and course.spend(who, at, (rule.minutes or 15) + WAY):
                course.at(_hour(rule, at, chance), _visit(course, who, actor, duty, rule))


def _todays(course: Course, who: Resident, waiting: Sequence[Duty], at: datetime, chance: Random) -> int:
    """The work left over the working days left, with some to spare at the end."""
    due = max(min(duty.due_at for duty in waiting), at)
    days = course.plan.calendar.workdays_between(at.astimezone(CHINA).date(), due.astimezone(CHINA).date())
    share = len(waiting) / max(1.0, 0.7 * days) * course.traits(who).works
    return int(share) + (chance.random() < share % 1)


def _hour(rule: DutyRule, at: datetime, chance: Random) -> datetime:
    hours = (11, 12, 17, 18) if rule.within and chance.random() < 0.6 else (9, 10, 14, 15, 16)
    return at.replace(hour=chance.choice(hours), minute=chance.randint(1, 58))


def _visit(course: Course, who: Resident, actor: Actor, duty: Duty, rule: DutyRule) -> Any:
    return lambda moment: visit(course, who, actor, duty, rule, moment)


def visit(course: Course, who: Resident, actor: Actor, duty: Duty, rule: DutyRule, at: datetime) -> None:
    """Inspect the subject of a duty, and mend on the spot what can be."""
    subject = course.town.subjects.get(duty.subject) if duty.subject else None
    checklist = course.plan.checklist_for(rule, subject.kind) if subject else None
    if subject is None or checklist is None:
        return
    chance = course.chance("visit", duty.pk, at)
    answers = filled(checklist, subject.fields, _wrong(course, who, subject), chance, (subject.lat, subject.lng))
    about, failed = uuid7(), failures(checklist, answers)
    body = _record(course, who, actor, subject, checklist, rule, failed, at) | {"answers": answers, "rule": rule.id}
    _photograph(course, who, subject, checklist, body, at)
    phone = course.phone(who)
    phone.write(actor, "inspection.recorded", about, at, body, course.campaign.pk, subject.org)
    if actor.role is not Role.OWNER:
        for failure in failed:
            _mend_on_spot(course, who, actor, subject, about, failure, at, chance)
        papers_seen(course, actor, subject, at)
        risks_seen(course, actor, subject, at)
    course.send_soon(who, at + timedelta(minutes=rule.minutes or 10))


def _wrong(course: Course, who: Resident, subject: Subject) -> float:
    """The place's own likelihood of faults, as far as this person sees or owns to them."""
    rates, weights = zip(*FAULTS, strict=True)
    rate = course.chance("place", subject.pk).choices(rates, weights)[0]
    if _to_be_put_right(course, subject):
        rate = KNOWN
    seen = 1 - course.traits(who).overlooks
    return rate * (seen if who.role is not Role.OWNER else 0.15)


def _to_be_put_right(course: Course, subject: Subject) -> bool:
    """Whether the plan takes it for wrong from the start, and nobody has written down yet how."""
    acts = [rule.rectify for rule in course.plan.duties if rule.rectify]
    wrong = any(
        subject.kind in {kind.id for kind in course.plan.kinds_of(act)} and course.plan.concerns(act, subject.fields)
        for act in acts
    )
    return wrong and not Case.objects.filter(campaign=course.campaign.pk, subject=subject.pk).exists()


def _record(
    course: Course, who: Resident, actor: Actor, subject: Subject, checklist: Checklist, rule: DutyRule,
    failed: Sequence[Failure], at: datetime,
) -> dict[str, Any]:  # fmt: skip
    where = (subject.lat, subject.lng)
    body: dict[str, Any] = {
        "subject": str(subject.pk), "checklist": checklist.id, "version": checklist.version,
        "notes": {failure.item: _note(failure) for failure in failed},
        "item_photos": {
            failure.item: [course.camera.shoot(failure.label, at=at, who=who.name, where=where, mended=False)]
            for failure in failed
        },
    }  # fmt: skip
    if subject.lat is not None and subject.lng is not None:
        near = course.chance("near", subject.pk, at)
        body |= {
            "lat": round(subject.lat + near.uniform(-0.0002, 0.0002), 6),
            "lng": round(subject.lng + near.uniform(-0.0002, 0.0002), 6),
            "accuracy": float(near.randint(5, 30)),
        }
    if rule.evidence.signature:
        body["signature"] = course.camera.sign(subject.contact)
    if rule.evidence.participants:
        body["participants"] = f"{who.name}、{subject.contact}"
    return body


def _photograph(
    course: Course, who: Resident, subject: Subject, checklist: Checklist, body: dict[str, Any], at: datetime
) -> None:
    """Take the pictures that the checklist asks for in any case."""
    for item in checklist.items:
        if item.type == "image" and item.required and not item.relevant:
            where = (subject.lat, subject.lng)
            shot = course.camera.shoot(item.label, at=at, who=who.name, where=where, mended=True)
            body["item_photos"][item.name] = [shot]
            body["answers"][item.name] = [shot["sha256"]]


NOTES = (
    "现场查看不符合要求，已当面告知负责人",
    "负责人在场，已说明整改要求",
    "已拍照，要求限期整改",
    "与负责人核对无误",
)


def _note(failure: Failure) -> str:
    return NOTES[len(failure.label) % len(NOTES)]


def _mend_on_spot(
    course: Course, who: Resident, actor: Actor, subject: Subject, inspection: UUID, failure: Failure, at: datetime,
    chance: Random,
) -> None:  # fmt: skip
    category = course.plan.category(failure.category)
    if category is None or not course.plan.lifecycle.on_the_spot:
        return
    if chance.random() < {"0d": 0.8, "1d": 0.25}.get(category.period or "", 0.0):
        moment = at + timedelta(minutes=6)
        shot = course.camera.shoot(
            f"{failure.label}", at=moment, who=who.name, where=(subject.lat, subject.lng), mended=True
        )
        body = {"photos": [shot], "reason": "现场指导负责人立即整改到位"}
        about = derived("case", inspection, failure.item)
        course.phone(who).write(actor, "case.fixed_on_spot", about, moment, body, course.campaign.pk, subject.org)
