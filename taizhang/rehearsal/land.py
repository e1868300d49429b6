"""Clerks who find somebody for land that lies idle: a transfer to an operator, with its contract."""

from __future__ import annotations

from datetime import datetime, timedelta

from taizhang.access.actor import Actor
from taizhang.core.calendar.work import local_day
from taizhang.core.roles import Role
from taizhang.journal.files import keep_picture
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import Filter, subjects_for
from taizhang.transfers.models import Transfer
from taizhang.transfers.operations import Terms, sign
from taizhang.transfers.queries import may_sign

from .course import Course
from .town import Resident

YEARS = 3
PRICE = 380_00
A_DAY = 0.05
"""How likely a clerk is to bring a transfer about on a day at work."""


def bring_together(course: Course, who: Resident, at: datetime) -> None:
    """At most one transfer a day, where the plan speaks of them."""
    word, chance = course.plan.transfers, course.chance("land", who.username, at)
    if word is None or who.role is not Role.CLERK or chance.random() > A_DAY or not may_sign(who.actor, who.actor.path):
        return
    operators = sorted(row.pk for row in course.town.subjects.values() if row.kind == word.operators)
    parcel = _idle(who.actor, word.land)
    if parcel is None or not operators or not course.spend(who, at, 30):
        return
    operator = course.town.subjects[chance.choice(operators)]
    shot = course.camera.shoot("流转合同", at=at, who=who.name, where=(None, None), mended=True)
    keep_picture(course.camera.made[shot["sha256"]], at=at)
    day = local_day(at)
    terms = Terms(starts_on=day, ends_on=day + timedelta(days=365 * YEARS), price=PRICE, use="粮食种植")
    sign(
        by=who.actor, at=at, campaign=course.campaign, word=word, land=course.plan.kind(word.land),
        parcels=[(parcel, 500)], operator=operator, operator_type=str(operator.fields.get("operator_form", "")),
        terms=terms, files=[shot],
    )  # fmt: skip


def _idle(actor: Actor, land: str) -> Subject | None:
    """The first parcel of the clerk's place that lies idle and is in nobody's hands."""
    taken = set(Transfer.objects.filter(state="running").values_list("subject", flat=True))
    rows = subjects_for(actor, Filter(kind=land)).order_by("pk")
    return next((row for row in rows if row.pk not in taken and row.fields.get("use_found") == "撂荒"), None)
