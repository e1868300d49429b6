"""Sorted waste: on collecting day some households join, bring what they sorted, and take home soap for their points."""

from __future__ import annotations

from datetime import datetime

from taizhang.orgs.models import Org
from taizhang.points.operations import account_id, exchange, join, stock, weigh
from taizhang.points.queries import accounts_for, goods_for, shelves_for
from taizhang.subjects.queries import subjects_for

from .course import Course
from .town import Resident

VOLUNTEERS = 3
"""Households that join on a collecting day."""

PRICE, DELIVERED = 12, 6


def weigh_in(course: Course, who: Resident, at: datetime) -> None:
    """A village's collecting day."""
    points, actor, campaign = course.plan.points, who.actor, course.campaign
    if points is None or campaign.closed_at:
        return
    chance = course.chance("sorted", who.username, at)
    if not shelves_for(actor).filter(campaign=campaign.pk, stock__gt=0).exists():
        place = Org.objects.get(number=actor.org)
        stock(by=actor, at=at, campaign=campaign, place=place, name="肥皂", price=PRICE, number=DELIVERED)
    known = set(accounts_for(actor).filter(campaign=campaign.pk).values_list("subject", flat=True))
    waiting = [
        one for one in subjects_for(actor).filter(kind__in=points.kinds, state="active").order_by("pk")
        if one.pk not in known
    ]  # fmt: skip
    for one in waiting[:VOLUNTEERS]:
        join(by=actor, at=at, campaign=campaign, subject=one, consent=one.contact or one.name)
    for subject in sorted([*known, *(one.pk for one in waiting[:VOLUNTEERS])]):
        if chance.random() < 0.6:
            about = account_id(campaign.pk, subject)
            sort = chance.choice(points.sorts)
            amount = str(chance.randint(1, 12))
            weigh(by=actor, at=at, campaign=campaign, account=about, sort=sort.id, amount=amount)
    for row in accounts_for(actor).filter(campaign=campaign.pk, balance__gte=PRICE).order_by("pk"):
        shelf = goods_for(actor, row).filter(stock__gt=0).first()
        if shelf is not None and row.balance >= shelf.price:
            exchange(by=actor, at=at, account=row.pk, goods=shelf.pk, number=1)
