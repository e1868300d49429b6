"""Reading rehearsals, always for an actor: who prepares campaigns there sees them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .models import Rehearsal


def rehearsals_for(actor: Actor) -> QuerySet[Rehearsal]:
    """Latest first."""
    if not actor.may(Power.MANAGE_CAMPAIGN):
        return Rehearsal.objects.none()
    return visible(actor, Rehearsal.objects.all()).order_by("-asked_at", "-pk")


def rehearsal_for(actor: Actor, about: UUID) -> Rehearsal:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = rehearsals_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "推演")
    return row
