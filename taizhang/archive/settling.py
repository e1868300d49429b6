"""What was set aside, for the people who can judge it, and how they settled it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import AsideEntry
from taizhang.orgs.models import Org


def asides_for(actor: Actor) -> QuerySet[AsideEntry]:
    """Who assigns or supervises sees those of the places below; everybody sees what they sent themselves.

    What names no place is for those at the top of the tree.
    """
    if not actor.may(Power.VIEW):
        return AsideEntry.objects.none()
    seen = Q(actor=actor.identity)
    if actor.may(Power.ASSIGN) or actor.may(Power.SUPERVISE):
        seen |= Q(org__in=Org.objects.filter(path__under=actor.reach).values("number"))
        if actor.reach.count("/") == 1:
            seen |= Q(org=None)
    return AsideEntry.objects.filter(seen)


def may_settle(actor: Actor) -> bool:
    return actor.may(Power.ASSIGN)


def settle(*, by: Actor, at: datetime, aside: int, decision: str, reason: str, entry: UUID | None = None) -> None:
    """Close the matter: an entry says who found what, and the record leaves the list.

    The record itself stays as it is. Raises Refused("not-permitted" | "unknown-thing" | "already-done" |
    "reason-missing" | "bad-body").
    """
    by.demand(Power.ASSIGN)
    if not reason.strip():
        raise Refused("reason-missing")
    with transaction.atomic():
        row = asides_for(by).select_for_update().filter(pk=aside).first()
        if row is None:
            raise Refused("unknown-thing")
        if row.settled_at is not None:
            raise Refused("already-done")
        body = {"name": by.name, "entry": row.entry, "refusal": row.refusal, "decision": decision, "reason": reason}
        append(
            [Draft("aside.settled", row.entry, by.identity, at, body, campaign=row.campaign, org=row.org or by.org,
                   post=by.post, id=entry or uuid7())],
            at=at,
        )  # fmt: skip
        row.settled_at, row.settled_by, row.settlement = at, by.name, reason.strip()
        row.save(update_fields=["settled_at", "settled_by", "settlement"])
