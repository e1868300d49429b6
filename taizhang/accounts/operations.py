"""Opening accounts: people who sign in. What they may do stands in their posts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from .models import User


@dataclass(frozen=True, slots=True)
class NewAccount:
    """`username` is what the person types to sign in, `name` their own name."""

    username: str
    name: str


def open_accounts(new: Sequence[NewAccount], *, password: str | None) -> dict[str, int]:
    """Open accounts with one password for all, or none with which anybody could sign in; returns {username: number}.

    Hashed once: of many accounts each would cost a good part of a second. Raises IntegrityError for a taken name.
    """
    secret = make_password(password)
    User.objects.bulk_create(
        [User(username=one.username, name=one.name, password=secret) for one in new], batch_size=500
    )
    names = [one.username for one in new]
    return {
        username: number
        for start in range(0, len(names), 500)
        for username, number in User.objects.filter(username__in=names[start : start + 500]).values_list(
            "username", "pk"
        )
    }
