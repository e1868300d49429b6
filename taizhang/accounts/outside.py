"""Who somebody is at another system (OpenID Connect, WeCom), and to which account that belongs.

An identity is bound by an administrator, or by a claim that both systems agreed on; nothing else opens an account.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from taizhang.core.refusals import Refused

from .acts import Hand, note
from .models import OutsideIdentity, User

WAITS = timedelta(days=7)
"""So long an identity that nobody has bound is remembered under its number."""

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Proven:
    """What another system has vouched for just now.

    `login` is the value of the agreed claim, "" where none was agreed on; `strong`: it asked for a second factor.
    """

    provider: str
    label: str
    subject: str
    name: str
    login: str = ""
    strong: bool = False


def account_of(proven: Proven, *, at: datetime) -> User | None:
    """The account that the identity is bound to; binds it by the agreed claim where both sides are free."""
    bound = OutsideIdentity.objects.filter(provider=proven.provider, subject=proven.subject).exclude(user=None).first()
    if bound:
        return bound.user if bound.user and bound.user.is_active else None
    user = User.objects.filter(username=proven.login, is_active=True).first() if proven.login else None
    if user is None or OutsideIdentity.objects.filter(provider=proven.provider, user=user).exists():
        return None  # a name that was given to somebody else since must not open the account of its former holder
    _bind(_seen(proven, at=at), user, by=Hand(f"user:{user.pk}"), at=at)
    return user


def wait(proven: Proven, *, at: datetime) -> str:
    """Remember an identity without an account; returns the number under which an administrator can bind it."""
    OutsideIdentity.objects.filter(user=None, seen_at__lt=at - WAITS).delete()
    return _seen(proven, at=at).number


def bind(number: str, user: User, *, by: Hand, at: datetime) -> None:
    """Raises Refused("unknown-thing" | "already-done")."""
    typed = "".join(number.split()).upper()
    with transaction.atomic():
        waiting = OutsideIdentity.objects.select_for_update().filter(user=None, number=typed)
        identity = waiting.filter(seen_at__gte=at - WAITS).first()
        if identity is None:
            raise Refused("unknown-thing", "没有这个绑定编号，或已超过七天，请本人重新登录一次取得新的编号")
        if OutsideIdentity.objects.filter(provider=identity.provider, user=user).exists():
            raise Refused("already-done", "这个账号已绑定另一个身份，请先解除")
        _bind(identity, user, by=by, at=at)


def unbind_all(user: User, *, by: Hand, at: datetime) -> None:
    """Raises Refused("unknown-thing") where nothing is bound."""
    with transaction.atomic():
        rows = list(identities_of(user))
        if not rows:
            raise Refused("unknown-thing", "没有绑定外部身份")
        identities_of(user).delete()
        for row in rows:
            note("account.identity_removed", user, by=by, at=at, label=row.label, subject=row.subject)


def identities_of(user: User) -> QuerySet[OutsideIdentity]:
    return OutsideIdentity.objects.filter(user=user)


def _seen(proven: Proven, *, at: datetime) -> OutsideIdentity:
    number = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    row, _ = OutsideIdentity.objects.update_or_create(
        provider=proven.provider, subject=proven.subject,
        defaults={"label": proven.label, "name": proven.name, "seen_at": at},
        create_defaults={"label": proven.label, "name": proven.name, "seen_at": at, "number": number},
    )  # fmt: skip
    return row


def _bind(identity: OutsideIdentity, user: User, *, by: Hand, at: datetime) -> None:
    with transaction.atomic():
        OutsideIdentity.objects.filter(pk=identity.pk).update(user=user, bound_at=at)
        note("account.identity_bound", user, by=by, at=at, label=identity.label, subject=identity.subject)
