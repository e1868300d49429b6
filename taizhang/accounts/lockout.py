"""After too many wrong passwords an account rests for a while. Names that nobody has are counted the same way."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from .models import SignInFailure

TRIES = 5
REST = timedelta(minutes=15)


def locked_until(username: str, *, at: datetime) -> datetime | None:
    """Until when nobody signs in with the name; None where it is free."""
    row = SignInFailure.objects.filter(pk=_key(username), locked_until__gt=at).first()
    return row.locked_until if row else None


def locks(usernames: Iterable[str], *, at: datetime) -> dict[str, datetime]:
    """Those of the names that rest, each with its end, by the name in small letters."""
    keys = [_key(name) for name in usernames]
    rows = SignInFailure.objects.filter(pk__in=keys, locked_until__gt=at)
    return {row.username: row.locked_until for row in rows if row.locked_until}


def resting(*, at: datetime) -> tuple[list[str], list[int]]:
    """Who rests now: names, in small letters, after wrong passwords, and numbers of accounts after wrong codes."""
    keys = SignInFailure.objects.filter(locked_until__gt=at).values_list("username", flat=True)
    codes = [int(key[5:]) for key in keys if key.startswith("code:") and key[5:].isdecimal()]
    return [key for key in keys if not key.startswith("code:")], codes


def note_failure(username: str, *, at: datetime) -> int:
    """Count a wrong password; returns how many tries are left before the account rests."""
    with transaction.atomic():
        SignInFailure.objects.filter(last_at__lt=at - REST).delete()  # forgotten, and the table stays small
        row, _ = SignInFailure.objects.select_for_update().get_or_create(pk=_key(username), defaults={"last_at": at})
        row.failures += 1
        row.last_at = at
        row.locked_until = at + REST if row.failures >= TRIES else None
        row.save()
    return max(0, TRIES - row.failures)


def forgive(username: str) -> None:
    """After the right password nothing is held against the name."""
    SignInFailure.objects.filter(pk=_key(username)).delete()


def _key(username: str) -> str:
    return username.strip().lower()[:150]
