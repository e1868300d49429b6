"""Ten codes on paper for whoever has lost what they sign in with; each signs in once. Only their digests are kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256

from .acts import Hand, note
from .models import RecoveryCode, User

HOW_MANY = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def fresh_codes(user: User) -> list[str]:
    """The codes, shown this once; earlier ones are void."""
    fresh = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(HOW_MANY)]
    forget_codes(user)
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, one)) for one in fresh])
    return fresh


def use_code(user: User, code: str, *, by: Hand, at: datetime) -> bool:
    """Whether the code was one of the person's that was not used; it is now."""
    if not RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None).update(used_at=at):
        return False
    note("account.recovered", user, by=by, at=at)
    return True


def has_codes(user: User) -> bool:
    return RecoveryCode.objects.filter(user=user, used_at=None).exists()


def forget_codes(user: User) -> None:
    RecoveryCode.objects.filter(user=user).delete()


def plain(code: str) -> str:
    """As typed by hand: spaces and dashes do not count, nor does upper case."""
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str) -> str:
    """The codes are random (59 bits): a plain digest keeps them."""
    return sha256(f"{user.pk}:{plain(code)}".encode()).hexdigest()
