"""Reading supplies, always for an actor: of buyers within reach, and of workshops within reach wherever they sell."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import LicenceKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.subjects.models import Subject

from .models import Supply


def supplies_for(actor: Actor) -> QuerySet[Supply]:
    own = visible(actor, Supply.objects.all())
    if actor.role is Role.OWNER or not actor.may(Power.VIEW):
        return own
    return Supply.objects.filter(Q(path__under=actor.reach) | Q(supplier_path__under=actor.reach))


def supply_for(actor: Actor, about: UUID) -> Supply:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = supplies_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "进货来源")
    return row


def sellers_licences(campaign: Campaign) -> list[LicenceKind]:
    """The papers without which nobody's goods may be sold: of a subject, and a problem where they have lapsed."""
    return [kind for kind in plan_of(campaign).licences if kind.holder == "subject" and kind.category]


def buys(campaign: Campaign, subject: Subject) -> bool:
    """Whether it is one of those who sell the goods of others."""
    plan, papers = plan_of(campaign), sellers_licences(campaign)
    return bool(papers) and not sells(campaign, subject) and plan.kind(subject.kind) is not None


def sells(campaign: Campaign, subject: Subject) -> bool:
    plan = plan_of(campaign)
    return any(one.id == subject.kind for kind in sellers_licences(campaign) for one in plan.kinds_of(kind))


def may_declare(actor: Actor, subject: Subject) -> bool:
    if actor.role is Role.OWNER:
        return actor.subject == subject.pk
    return actor.may(Power.INSPECT) and actor.covers(subject.path)
