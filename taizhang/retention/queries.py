"""Reading expiries, always for an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .models import Expiry


def expiries_for(actor: Actor) -> QuerySet[Expiry]:
    if not actor.may(Power.ARCHIVE):
        return Expiry.objects.none()
    return visible(actor, Expiry.objects.all())


def expiry_for(actor: Actor, about: UUID) -> Expiry:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = expiries_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def waiting_for(actor: Actor) -> QuerySet[Expiry]:
    """What the office has been told of that will be erased."""
    return expiries_for(actor).filter(state="announced")
