"""Papers shown at a visit: whoever inspects enters them where nobody has yet; later some are renewed in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from taizhang.access.actor import Actor
from taizhang.core.calendar import CHINA
from taizhang.core.plan import LicenceKind
from taizhang.duties.models import ORDERED, Duty
from taizhang.licences.models import Licence
from taizhang.licences.operations import Paper, enter
from taizhang.licences.queries import demanded_of
from taizhang.subjects.models import Subject

from . import names
from .course import Course
from .town import Resident

LACKING = 0.15
MOST_A_DAY, MINUTES = 3, 15
DAYS_LEFT = (-30, 20, 45, 90, 400, 900)
"""How long papers have to run: some have lapsed, some lapse within the campaign."""


def papers_seen(course: Course, actor: Actor, subject: Subject, at: datetime) -> None:
    """Enter what the plan demands here."""
    demanded = demanded_of(course.campaign, subject)
    if demanded and not Licence.objects.filter(campaign=course.campaign.pk, subject=subject.pk).exists():
        chance = course.chance("papers", subject.pk)
        papers = [paper for kind in demanded for paper in _papers(kind, subject, at, chance)]
        enter(by=actor, at=at, campaign=course.campaign, papers=papers)


def see_to_renewals(course: Course, who: Resident, actor: Actor, duties: Sequence[Duty], at: datetime) -> None:
    """Of the reminders on the list some lead to a new paper on the same day."""
    reminded = {duty.subject for duty in duties if duty.rule == ORDERED and duty.subject}
    rows = Licence.objects.filter(subject__in=reminded, standing="expiring", minder=actor.org)
    for row in rows.filter(campaign=course.campaign.pk).order_by("pk")[:MOST_A_DAY]:
        kind = course.plan.licence(row.licence)
        subject = course.town.subjects.get(row.subject) if row.subject else None
        if kind and subject and course.chance("renewal", row.pk, at).random() < 0.3 and course.spend(who, at, MINUTES):
            until = at.astimezone(CHINA).date() + timedelta(days=1000)
            paper = Paper(kind, subject, person=row.person, number=row.number, valid_until=until)
            enter(by=actor, at=at, campaign=course.campaign, papers=[paper])


def _papers(kind: LicenceKind, subject: Subject, at: datetime, chance: Random) -> Iterator[Paper]:
    holders = names.people(chance) if kind.holder == "person" else iter(("",))
    for _, person in zip(range(2), holders, strict=False):
        until = at.astimezone(CHINA).date() + timedelta(days=chance.choice(DAYS_LEFT))
        if chance.random() < LACKING:
            yield Paper(kind, subject, person=person, held=False)
        else:
            yield Paper(kind, subject, person=person, number=f"{chance.randint(1, 9999):04}", valid_until=until)
