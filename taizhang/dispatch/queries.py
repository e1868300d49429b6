"""Reading meetings, always for an actor; who supervises a place sees its meetings."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org

from .models import Dispatch

ROLE_AT = {"village": Role.CLERK, "grid": Role.GRID_WORKER}
"""Which post of an area a decision is for; everywhere else it is the office."""


def dispatches_for(actor: Actor) -> QuerySet[Dispatch]:
    """The latest first."""
    if not actor.may(Power.SUPERVISE):
        return Dispatch.objects.none()
    return visible(actor, Dispatch.objects.all()).order_by("-day", "path")


def dispatch_for(actor: Actor, about: UUID) -> Dispatch:
    """Raises Refused("unknown-thing") also where the meeting lies outside the scope."""
    row = dispatches_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "调度")
    return row


def bearers_at(place: Org) -> Sequence[Org]:
    """Whom a meeting can charge with something: the place itself, its bureaus, the places below it."""
    rows = Org.objects.filter(Q(number=place.number) | Q(parent=place.number), closed=False)
    return list(rows.filter(kind__in=[Org.AREA, "bureau", "station"]).order_by("-kind", "path"))


def role_of(org: Org) -> Role:
    """The post that takes a decision in an org."""
    return ROLE_AT.get(org.level, Role.OFFICE) if org.kind == Org.AREA else Role.BUREAU
