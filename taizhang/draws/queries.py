"""Reading draws. Who will be visited is nobody's business but the inspectors' until they have been there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.draws import Pick, Terms, faults
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.files import content_of
from taizhang.journal.models import Block, StoredEntry

from .models import Draw

RULE = "draw:"
"""An inspection that serves a draw names it as its rule: "draw:<id>"."""


def draws_for(actor: Actor) -> QuerySet[Draw]:
    """The draws of the places that the post supervises."""
    if not actor.may(Power.SUPERVISE):
        return Draw.objects.none()
    return visible(actor, Draw.objects.all()).order_by("-announced_at", "id")


def draw_for(actor: Actor, about: UUID) -> Draw:
    """Raises Refused("unknown-thing") also where the draw lies outside the scope."""
    row = draws_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "抽查")
    return row


def visits_of(actor: Actor) -> Iterable[tuple[Draw, UUID]]:
    """The subjects that the post was drawn to visit and that nobody has visited yet."""
    if not actor.may(Power.INSPECT):
        return
    for draw in visible(actor, Draw.objects.filter(state="drawn")).order_by("drawn_at", "id")[:50]:
        for pick in draw.picks:
            if actor.post in pick["posts"] and not pick["inspection"]:
                yield draw, UUID(pick["subject"])


def block_of(draw: Draw) -> Block | None:
    """The sealed block that holds the announcement; None while it is not sealed yet."""
    number = StoredEntry.objects.filter(id=draw.announcement).values_list("block", flat=True).first()
    return Block.objects.filter(number=number).first() if number else None


def terms_of(draw: Draw) -> Terms:
    """What was fixed when the draw was announced."""
    subjects: list[str] = json.loads(content_of(draw.listed["sha256"]))
    return Terms(subjects, [member["post"] for member in draw.pool], draw.wanted, draw.team)


def check(draw: Draw) -> list[str]:
    """The draw done again from what was published; what does not agree. Raises Refused("not-now") before the draw."""
    if draw.block is None:
        raise Refused("not-now", "还没有抽取")
    block = Block.objects.filter(number=draw.block).first()
    sealed = [] if block and block.hash == draw.beacon else ["封签块的摘要与抽取时使用的不符"]
    picks = [Pick(pick["subject"], tuple(pick["posts"])) for pick in draw.picks]
    found = faults(draw.seed, draw.beacon, terms_of(draw), picks, commitment=draw.commitment, digest=draw.digest)
    return sealed + found
