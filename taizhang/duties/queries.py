"""Reading duties, always for an actor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.plan.rules import VERB_LABELS, DutyRule
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org

from .models import ORDERED, Duty

MET_ELSEWHERE = frozenset({"inspect", "self_inspect", "recheck", "rectify", "report", "reach"})
"""Verbs that another thing meets; the rest are met by an entry about the duty itself."""


VERB_WORDS: dict[str, str] = {**{verb.value: label for verb, label in VERB_LABELS.items()}, ORDERED: "交办"}
"""What each verb is called, the one that is no word of the plan among them."""

TAKEN_ROUND = frozenset({"acknowledge", "sign"})
"""Papers of subjects that a grid worker takes from door to door."""


def duties_for(actor: Actor) -> QuerySet[Duty]:
    """The duties in scope, and those that the post's own org owes."""
    rows = visible(actor, Duty.objects.all())
    owes = actor.may(Power.VIEW) and actor.role is not Role.OWNER
    return rows | Duty.objects.filter(bearer=actor.org) if owes else rows


def own_duties(actor: Actor, *, at: datetime) -> QuerySet[Duty]:
    """What the post itself owes now: open or lapsed, already begun, most pressing first.

    A grid worker also takes round what the subjects of the grid have to sign for.
    """
    if actor.role is Role.OWNER:
        rows = visible(actor, Duty.objects.filter(role=Role.OWNER))
    elif actor.role is Role.GRID_WORKER:
        papers = Q(role=Role.OWNER, verb__in=TAKEN_ROUND, path__under=actor.reach)
        rows = Duty.objects.filter(Q(bearer=actor.org, role=actor.role) | papers)
    elif actor.may(Power.VIEW):
        rows = Duty.objects.filter(bearer=actor.org, role=actor.role)
    else:
        rows = Duty.objects.none()
    return rows.filter(state__in=["open", "lapsed"], opens_at__lte=at).order_by("due_at", "pk")


def duty_for(actor: Actor, about: UUID) -> Duty:
    """Raises Refused("unknown-thing") also where the duty lies outside the scope."""
    row = duties_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing")
    return row


def met_elsewhere(duty: Duty, rule: DutyRule | None) -> bool:
    """Whether another thing meets it, a line in a register too. A look back at a place is recorded on the duty."""
    if rule is not None and rule.log is not None and rule.log.book is not None:
        return True
    return duty.verb in MET_ELSEWHERE and not (rule is not None and rule.looks_back)


def may_fulfil(actor: Actor, duty: Duty, rule: DutyRule | None) -> bool:
    """The bearer's own post, or somebody of the bearer's area who enters it for a subject without account."""
    if met_elsewhere(duty, rule):
        return False
    if duty.role == Role.OWNER:
        return actor.subject == duty.subject if actor.role is Role.OWNER else _enters_for(actor, duty)
    own = actor.org == duty.bearer and actor.role == duty.role
    return own or (actor.may(Power.ASSIGN) and actor.covers(duty.path) and _stands_over(actor, duty))


def may_judge(actor: Actor, duty: Duty) -> bool:
    """Whether the post may excuse it or give it back: an officer above who bears it, or the office over its own."""
    if not (actor.may(Power.ASSIGN) and actor.covers(duty.path)):
        return False
    if actor.org == duty.bearer:
        return actor.role is Role.OFFICE or duty.role == Role.OWNER
    return _stands_over(actor, duty)


def _stands_over(actor: Actor, duty: Duty) -> bool:
    """A place is looked back at from above: it answers for its own duties, not for those of whoever looks."""
    bearer = Org.objects.filter(number=duty.bearer).values_list("path", flat=True).first()
    return bearer is not None and actor.covers(bearer)


def _enters_for(actor: Actor, duty: Duty) -> bool:
    return actor.may(Power.INSPECT) and actor.covers(duty.path)


def urged(actor: Actor) -> QuerySet[Duty]:
    """Unsettled duties on which the ladder was climbed, latest due first."""
    return duties_for(actor).filter(state__in=["open", "lapsed"]).exclude(rung="").order_by("-due_at", "pk")


def due_duties(now: datetime, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Duty]:
    """The duties at which the clock has to look, longest due first, from after the key on."""
    rows = Duty.objects.filter(next_at__lte=now)
    if after:
        rows = rows.filter(Q(next_at__gt=after[0]) | Q(next_at=after[0], pk__gt=after[1]))
    return list(rows.order_by("next_at", "pk")[:limit])
