"""Reading courses: what a post has to pass, and how it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import Course
from taizhang.core.refusals import Refused
from taizhang.licences.models import Licence

from .models import Sitting


@dataclass(frozen=True, slots=True)
class Owed:
    """A course, whether the post has to pass it, the latest sitting of its person and the certificate that is held."""

    course: Course
    demanded: bool
    latest: Sitting | None
    certificate: Licence | None


def courses_of(actor: Actor, campaign: Campaign) -> list[Owed]:
    """All courses of the campaign, those first that the post has to pass; three queries."""
    plan = plan_of(campaign)
    own = list(Sitting.objects.filter(campaign=campaign.pk, post=actor.post, person=actor.identity))
    held = Licence.objects.filter(campaign=campaign.pk, post=actor.post, person=actor.name).exclude(standing="ended")
    papers = {row.licence: row for row in held}
    found = []
    for course in plan.courses:
        licence = plan.licence(course.certificate)
        sittings = [row for row in own if row.course == course.id]
        demanded = licence is not None and actor.role in licence.roles
        latest = max(sittings, key=lambda row: row.taken_at, default=None)
        found.append(Owed(course, demanded, latest, papers.get(course.certificate)))
    return sorted(found, key=lambda one: not one.demanded)


def course_of(actor: Actor, campaign: Campaign, name: str) -> Owed:
    """Raises Refused("unknown-thing")."""
    owed = next((one for one in courses_of(actor, campaign) if one.course.id == name), None)
    if owed is None:
        raise Refused("unknown-thing", "培训考试")
    return owed


def sittings_for(actor: Actor, campaign: Campaign, course: str) -> QuerySet[Sitting]:
    """In scope, the latest first."""
    rows = visible(actor, Sitting.objects.filter(campaign=campaign.pk, course=course))
    return rows.order_by("-taken_at", "-pk")


def wrong(course: Course, answers: Sequence[str]) -> list[int]:
    """The numbers of the questions, from 1, that were not answered rightly."""
    given = zip(course.questions, answers, strict=True)
    return [number for number, (question, answer) in enumerate(given, 1) if answer != question.right]
