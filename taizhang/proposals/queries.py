"""Reading proposals, always for an actor: those who supervise, and whom a decision concerns."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org

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
    """The officer whom the plan names, else one above whom it concerns.

    About the own org only a leader decides, never the office about itself.
    """
    if row.role:
        return actor.role == row.role and actor.org == row.decider and actor.may(Power.DECIDE)
    own = actor.org == row.org and row.subject is None
    return actor.may(Power.DECIDE) and actor.covers(row.path) and (not own or actor.role is Role.LEADER)


def decider_of(row: Proposal) -> str:
    """Who decides, in words: "青禾街道领导小组成员"; "" where the plan names nobody."""
    if row.decider is None:
        return ""
    org = Org.objects.filter(number=row.decider).first()
    return f"{org.name if org else ''}{Role(row.role).label}"
