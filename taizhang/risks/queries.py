"""Reading the risk register, always for an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.risk import Colour

from .models import Risk


def risks_for(actor: Actor) -> QuerySet[Risk]:
    return visible(actor, Risk.objects.all())


def risk_for(actor: Actor, about: UUID) -> Risk:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = risks_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def by_colour(rows: QuerySet[Risk]) -> dict[Colour, int]:
    """How many hazards there are of each colour, the gravest first."""
    found = dict(rows.order_by().values_list("colour").annotate(Count("pk")))
    return {colour: found.get(colour.value, 0) for colour in Colour}
