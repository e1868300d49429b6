"""Reading funds, always for an actor: everybody in office within the scope, never the units of the register."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role

from .models import Fund

ACCOUNTS = frozenset({Role.OFFICE, Role.LEADER, Role.CLERK, Role.BUREAU, Role.SUPERVISOR})
"""Roles that see the money."""


def funds_for(actor: Actor) -> QuerySet[Fund]:
    return visible(actor, Fund.objects.all()) if actor.role in ACCOUNTS else Fund.objects.none()


def fund_for(actor: Actor, about: UUID) -> Fund:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = funds_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "资金")
    return row


def may_plan(actor: Actor, path: str) -> bool:
    """Whether the post plans, releases and voids at a place."""
    return actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(path)


def may_spend(actor: Actor, row: Fund) -> bool:
    """The org that the money is for, and the office above it."""
    return may_plan(actor, row.path) or (actor.org == row.org and actor.may(Power.CONFIRM_REPORT))
