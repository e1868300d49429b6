"""The second factor: a code from the person's authenticator, or one of ten recovery codes, each of which works once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from taizhang.core.refusals import Refused
from taizhang.core.secret_box import WrongSecretKey, lock, unlock
from taizhang.core.totp import step_of

from .acts import Hand, note
from .models import RecoveryCode, SecondFactor, User

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    """160 bits in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def has_factor(user: User) -> bool:
    return SecondFactor.objects.filter(pk=user.pk).exists()


def set_factor(user: User, secret: str, code: str, *, by: Hand, at: datetime) -> list[str]:
    """Bind an authenticator that has just shown `code`; returns the recovery codes, shown this once.

    Raises Refused("wrong-code").
    """
    step = step_of(secret, _plain(code), at=at)
    if step is None:
        raise Refused("wrong-code")
    fresh = [_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        kept = {"secret": lock(secret, settings.SECRET_KEY, settings.SECRETS_CIPHER), "since": at, "last_step": step}
        SecondFactor.objects.update_or_create(user=user, defaults=kept)
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create([RecoveryCode(user=user, digest=_digest(user, one)) for one in fresh])
        note("account.factor_set", user, by=by, at=at)
    return fresh


def passes(user: User, typed: str, *, by: Hand, at: datetime) -> bool:
    """Whether the code is the authenticator's of this moment, or a recovery code; either counts once."""
    code = _plain(typed)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(pk=user.pk).first()
        if factor is None:
            return False
        if code.isdecimal():
            step = step_of(_secret_of(factor), code, at=at, after=factor.last_step)
            return step is not None and bool(SecondFactor.objects.filter(pk=user.pk).update(last_step=step))
        unused = RecoveryCode.objects.filter(user=user, digest=_digest(user, code), used_at=None)
        if not unused.update(used_at=at):
            return False
        note("account.recovered", user, by=by, at=at)
    return True


def remove_factor(user: User, *, by: Hand, at: datetime) -> None:
    """Raises Refused("unknown-thing") where there is none."""
    with transaction.atomic():
        if not SecondFactor.objects.filter(pk=user.pk).delete()[0]:
            raise Refused("unknown-thing", "没有绑定动态码")
        RecoveryCode.objects.filter(user=user).delete()
        note("account.factor_removed", user, by=by, at=at)


def _secret_of(factor: SecondFactor) -> str:
    """Raises Refused("other-key") where the installation's key is not the one that locked it."""
    try:
        return unlock(factor.secret, settings.SECRET_KEY)
    except WrongSecretKey:
        raise Refused("other-key") from None


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))


def _plain(code: str) -> str:
    """As typed by hand: spaces and dashes do not count, nor does upper case."""
    return "".join(code.split()).replace("-", "").lower()


def _digest(user: User, code: str) -> str:
    """The codes are random (59 bits): a plain digest keeps them."""
    return sha256(f"{user.pk}:{_plain(code)}".encode()).hexdigest()
