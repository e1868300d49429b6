"""Grid workers ask shops and canteens whose goods they sell; some name a workshop that the register does not know."""

from __future__ import annotations

from datetime import datetime

from taizhang.core.roles import Role
from taizhang.supplies.models import Supply
from taizhang.supplies.operations import declare, end
from taizhang.supplies.queries import buys, may_declare, sellers_licences, sells

from .course import Course
from .town import Resident

UNKNOWN, GIVEN_UP = 0.25, 0.1
MINUTES = 5


def ask_for_goods(course: Course, who: Resident, at: datetime) -> None:
    """One shop that has not said it yet; of those that have some give a source up."""
    if who.role is not Role.GRID_WORKER or not sellers_licences(course.campaign) or course.campaign.closed_at:
        return
    subjects = [row for _, row in sorted(course.town.subjects.items())]
    declared = {row.subject: row for row in Supply.objects.filter(campaign=course.campaign.pk).order_by("pk")}
    for shop in subjects:
        if not may_declare(who.actor, shop) or not buys(course.campaign, shop):
            continue
        chance = course.chance("goods", shop.pk)
        known = declared.get(shop.pk)
        if known is None and course.spend(who, at, MINUTES):
            workshops = [row.name for row in subjects if sells(course.campaign, row)]
            name = chance.choice(workshops) if workshops and chance.random() > UNKNOWN else "巷口无名作坊"
            declare(by=who.actor, at=at, campaign=course.campaign, buyer=shop, supplier_name=name, goods="豆制品")
            return
        if known is not None and known.ended_at is None and chance.random() < GIVEN_UP:
            end(by=who.actor, at=at, about=known.pk, buyer=shop, reason="改从有证的厂家进货")
            return
