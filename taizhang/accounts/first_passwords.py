"""First passwords: random, shown once to whoever gives them, kept by nobody, and changed at the first sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, PBKDF2PasswordHasher, get_hasher, make_password

from .models import User

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_ROUNDS = 20_000
"""A first password is random (59 bits) and needs no costly stretching; the first sign-in stores it at full cost."""


def without_password(logins: Sequence[str]) -> list[User]:
    """Those of the people who cannot sign in yet, because no first password was given to them."""
    found = [
        person
        for start in range(0, len(logins), 500)
        for person in User.objects.filter(username__in=logins[start : start + 500])
    ]
    waiting = [person for person in found if person.password.startswith(UNUSABLE_PASSWORD_PREFIX)]
    return sorted(waiting, key=lambda person: person.pk)


def give_first_passwords(people: Sequence[User]) -> list[tuple[User, str]]:
    """A new random password for each, to be changed at the next sign-in; sessions that are open end."""
    given = []
    for person in people:
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
        person.password = _encoded(password)
        person.must_change_password = True
        given.append((person, password))
    User.objects.bulk_update(people, ["password", "must_change_password"], batch_size=200)
    return given


def _encoded(password: str) -> str:
    hasher = get_hasher("default")
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=_ROUNDS)
    return make_password(password)
