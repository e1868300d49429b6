"""Sitting an exam: judged at once; who passes holds the certificate from that moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar.work import local_day
from taizhang.core.ids import derived
from taizhang.core.plan import Course
from taizhang.core.refusals import Refused
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.licences.operations import earned

from .queries import wrong


def sit(
    *, by: Actor, at: datetime, campaign: Campaign, course: Course, answers: Sequence[str], entry: UUID
) -> list[int]:
    """Hand in the answers; returns the numbers of the questions that were answered wrongly.

    Raises Refused("not-permitted" for a post that need not hold the certificate | "not-now" | "bad-body").
    """
    licence = plan_of(campaign).licence(course.certificate)
    if licence is None or by.role not in licence.roles or not by.post:
        raise Refused("not-permitted", "这个岗位不用参加这项考试")
    if campaign.closed_at:
        raise Refused("not-now", "专项整治已经结束")
    if len(answers) != len(course.questions):
        raise Refused("bad-body", f"应有{len(course.questions)}题，收到{len(answers)}题")
    unanswered = [
        number
        for number, (question, answer) in enumerate(zip(course.questions, answers, strict=True), 1)
        if answer not in question.choices
    ]
    if unanswered:
        raise Refused("bad-body", f"第{'、'.join(map(str, unanswered))}题还没有选")
    missed = wrong(course, answers)
    if StoredEntry.objects.filter(id=entry, actor=by.identity).exists():
        return missed  # the form was sent twice
    right = len(course.questions) - len(missed)
    passed = course.passes(right)
    calendar = plan_of(campaign).calendar
    until = local_day(calendar.after(at, course.valid)) if passed and course.valid else None
    body = {"course": course.id, "title": course.title, "path": by.path, "answers": list(answers), "right": right,
            "passed": passed, "valid_until": until, "name": by.name}  # fmt: skip
    drafts = [
        Draft(
            id=entry, kind="sitting.taken", about=derived("sitting", entry), campaign=campaign.pk, org=by.org,
            actor=by.identity, post=by.post, happened_at=at, body=body,
        )
    ]  # fmt: skip
    if passed:
        number, paper = f"{local_day(at):%Y%m%d}-{by.post}", derived("earned", entry)
        drafts.append(earned(by=by, at=at, campaign=campaign, kind=licence, number=number, until=until, entry=paper))
    append(drafts, at=at)
    return missed
