"""Reading exposures, always for an actor: what nobody has approved is shown to those who propose and decide only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role

from .models import NAMING, Exposure


def exposures_for(actor: Actor, *, today: date) -> QuerySet[Exposure]:
    """In scope: for deciders and for who proposed it, all; for the others what holds and is not over.

    A credit consequence is shown nowhere in public: only to whom it is about and to those who carry it out.
    """
    rows = visible(actor, Exposure.objects.all()).order_by("-proposed_at")
    if actor.may(Power.DECIDE):
        return rows
    holds = Q(state__in=["approved", "appealed"], until__gte=today)
    if not (actor.may(Power.ASSIGN) or actor.role is Role.OWNER):
        holds &= Q(kind=NAMING)
    return rows.filter(holds | Q(proposer=actor.identity))


def exposure_for(actor: Actor, about: UUID, *, today: date) -> Exposure:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = exposures_for(actor, today=today).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "点名公开")
    return row


def laws_of(campaign: Campaign) -> list[str]:
    """The grounds on which the plan may expose: those of its laws that were verified."""
    return [basis.title for basis in plan_of(campaign).basis if basis.confirmed]


def may_decide(actor: Actor, row: Exposure) -> bool:
    """An officer, never the one who proposed it."""
    return actor.may(Power.DECIDE) and actor.covers(row.path) and actor.identity != row.proposer


def may_appeal(actor: Actor, row: Exposure) -> bool:
    """Whom it is about; or the clerk of the place, who writes down what was said."""
    if row.state != "approved" or row.appeal:
        return False
    if actor.role is Role.OWNER:
        return actor.subject == row.subject
    return actor.may(Power.ASSIGN) and actor.covers(row.path)
