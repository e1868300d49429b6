"""Reading complaints, always for an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .models import Complaint


def complaints_for(actor: Actor) -> QuerySet[Complaint]:
    return visible(actor, Complaint.objects.all())


def complaint_for(actor: Actor, about: UUID) -> Complaint:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = complaints_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def unanswered(actor: Actor, campaign: Campaign) -> QuerySet[Complaint]:
    """The complaints that wait for the post's answer."""
    if not (actor.may(Power.MANAGE_CAMPAIGN) and actor.covers(campaign.path)):
        return Complaint.objects.none()
    return complaints_for(actor).filter(campaign=campaign.pk, dropped=None)
