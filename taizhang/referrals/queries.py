"""Reading sealed referrals: discipline inspection sees what came to it, a sender what they sent, nobody else any."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents

from .models import Referral, SealKey


def referrals_for(actor: Actor) -> QuerySet[Referral]:
    if actor.may(Power.OPEN_SEALED):
        return Referral.objects.filter(org=actor.org)
    return Referral.objects.filter(sender=actor.identity) if actor.may(Power.REFER) else Referral.objects.none()


def referral_for(actor: Actor, about: UUID) -> Referral:
    """Raises Refused("unknown-thing") also for one that is not theirs."""
    row = referrals_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "密封移送")
    return row


def key_of(org: int) -> SealKey | None:
    """The key that is sealed for now."""
    return SealKey.objects.filter(org=org).order_by("-made_at", "-pk").first()


def receivers_for(actor: Actor) -> list[tuple[SealKey, str]]:
    """Whose discipline inspection can be written to: at and above the post's place, the nearest first."""
    above = list(Org.objects.filter(number__in=parents(actor.path)).order_by("-path"))
    bodies = Org.objects.filter(parent__in=[org.number for org in above], closed=False).exclude(kind=Org.AREA)
    orgs = [*above, *bodies.order_by("-path")]
    keys: dict[int, SealKey] = {}
    for key in SealKey.objects.filter(org__in=[org.number for org in orgs]).order_by("made_at", "pk"):
        keys[key.org] = key
    return [(keys[org.number], org.name) for org in orgs if org.number in keys]
