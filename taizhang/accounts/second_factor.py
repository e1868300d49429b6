"""The second factor: a code from the person's authenticator, a passkey, or one of ten recovery codes that work once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from taizhang.core.refusals import Refused
from taizhang.core.secret_box import WrongSecretKey, lock, unlock
from taizhang.core.totp import step_of

from . import passkeys
from .acts import Hand, note
from .models import Passkey, SecondFactor, User
from .recovery_codes import forget_codes, fresh_codes, has_codes, plain, use_code


def new_secret() -> str:
    """160 bits in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def has_factor(user: User) -> bool:
    """Whether the password alone lets the person in no more."""
    return has_authenticator(user) or Passkey.objects.filter(user=user).exists()


def has_authenticator(user: User) -> bool:
    return SecondFactor.objects.filter(pk=user.pk).exists()


def set_factor(user: User, secret: str, code: str, *, by: Hand, at: datetime) -> list[str]:
    """Bind an authenticator that has just shown `code`; returns the recovery codes, shown this once.

    Raises Refused("wrong-code").
    """
    step = step_of(secret, plain(code), at=at)
    if step is None:
        raise Refused("wrong-code")
    with transaction.atomic():
        kept = {"secret": lock(secret, settings.SECRET_KEY, settings.SECRETS_CIPHER), "since": at, "last_step": step}
        SecondFactor.objects.update_or_create(user=user, defaults=kept)
        note("account.factor_set", user, by=by, at=at)
        return fresh_codes(user)


def codes_if_none(user: User) -> list[str]:
    """Recovery codes for whoever has a factor and not one code left; else none."""
    return [] if has_codes(user) else fresh_codes(user)


def passes(user: User, typed: str, *, by: Hand, at: datetime) -> bool:
    """Whether the code is the authenticator's of this moment, or a recovery code; either counts once."""
    code = plain(typed)
    if not code.isdecimal():
        with transaction.atomic():
            return has_factor(user) and use_code(user, code, by=by, at=at)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(pk=user.pk).first()
        step = step_of(_secret_of(factor), code, at=at, after=factor.last_step) if factor else None
        return step is not None and bool(SecondFactor.objects.filter(pk=user.pk).update(last_step=step))


def remove_factor(user: User, *, by: Hand, at: datetime) -> None:
    """Raises Refused("unknown-thing") where there is none."""
    with transaction.atomic():
        if not SecondFactor.objects.filter(pk=user.pk).delete()[0]:
            raise Refused("unknown-thing", "没有绑定动态码")
        note("account.factor_removed", user, by=by, at=at)
        _forget_codes_of_nothing(user)


def remove_passkey(user: User, number: int, *, by: Hand, at: datetime) -> str:
    """Returns its name. Raises Refused("unknown-thing")."""
    with transaction.atomic():
        name = passkeys.remove(user, number, by=by, at=at)
        _forget_codes_of_nothing(user)
    return name


def remove_everything(user: User, *, by: Hand, at: datetime) -> None:
    """For whoever has lost it all: authenticator, passkeys and codes. Raises Refused("unknown-thing")."""
    with transaction.atomic():
        if not has_factor(user):
            raise Refused("unknown-thing", "没有绑定动态码，也没有通行密钥")
        for passkey in passkeys.passkeys_of(user):
            remove_passkey(user, passkey.pk, by=by, at=at)
        if has_authenticator(user):
            remove_factor(user, by=by, at=at)


def _forget_codes_of_nothing(user: User) -> None:
    """Recovery codes stand in for a factor: without one they open nothing."""
    if not has_factor(user):
        forget_codes(user)


def _secret_of(factor: SecondFactor) -> str:
    """Raises Refused("other-key") where the installation's key is not the one that locked it."""
    try:
        return unlock(factor.secret, settings.SECRET_KEY)
    except WrongSecretKey:
        raise Refused("other-key") from None
