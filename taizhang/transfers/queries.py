"""Reading transfers, always for an actor; a holder sees those of the own parcel, an operator those to itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role

from .models import Transfer

STATES = [("running", "履行中"), ("soon", "即将到期"), ("over", "已结束"), ("all", "全部")]


def transfers_for(actor: Actor, state: str = "all") -> QuerySet[Transfer]:
    rows = visible(actor, Transfer.objects.all())
    if actor.role is Role.OWNER and actor.subject:
        rows = Transfer.objects.filter(Q(subject=actor.subject) | Q(operator=actor.subject))
    wanted = {
        "running": Q(state="running"),
        "soon": Q(state="running", reminded_at__isnull=False),
        "over": ~Q(state="running"),
    }
    return rows.filter(wanted.get(state, Q()))


def transfer_for(actor: Actor, about: UUID) -> Transfer:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = transfers_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "流转")
    return row


def history_of(actor: Actor, subjects: Iterable[UUID]) -> QuerySet[Transfer]:
    """In whose hands a parcel was, the latest first; or of an operator: which parcels it has and had."""
    known = list(subjects)
    own = Q(subject__in=known) | Q(operator__in=known)
    return transfers_for(actor).filter(own).order_by("-starts_on", "-pk")


def may_sign(actor: Actor, path: str) -> bool:
    """Villages and townships register transfers, as they keep the register."""
    return actor.may(Power.MANAGE_REGISTER) and actor.covers(path)


def to_remind(now: datetime, limit: int) -> list[Transfer]:
    rows = Transfer.objects.filter(state="running", reminded_at=None, remind_at__lte=now)
    return list(rows.order_by("remind_at", "pk")[:limit])


def to_expire(today: object, limit: int) -> list[Transfer]:
    """Those whose last day is over."""
    return list(Transfer.objects.filter(state="running", ends_on__lt=today).order_by("ends_on", "pk")[:limit])
