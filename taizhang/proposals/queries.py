"""Reading proposals, always for an actor: those who supervise, and whom a decision concerns."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role

from .models import Proposal


def proposals_for(actor: Actor) -> QuerySet[Proposal]:
    """What stands in scope; whom it concerns sees it once it is approved, and nothing of what was only proposed."""
    if actor.may(Power.SUPERVISE):
        return visible(actor, Proposal.objects.all())
    approved = Proposal.objects.filter(state__in=["approved", "done"])
    if actor.role is Role.OWNER:
        return approved.filter(subject=actor.subject)
    return approved.filter(Q(org=actor.org, subject=None)) if actor.may(Power.VIEW) else approved.none()


def proposal_for(actor: Actor, about: UUID) -> Proposal:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = proposals_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "处理建议")
    return row


def may_decide(actor: Actor, row: Proposal) -> bool:
    """A named officer above whom it concerns; about the own org only a leader, never the office about itself."""
    own = actor.org == row.org and row.subject is None
    return actor.may(Power.DECIDE) and actor.covers(row.path) and (not own or actor.role is Role.LEADER)
