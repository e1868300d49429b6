"""Passkeys (WebAuthn): what a person's device signs with, as a second factor or instead of a password."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from taizhang.core.ids import derived
from taizhang.core.refusals import Refused

from .acts import Hand, note
from .models import Passkey, User

MOST = 10
"""Passkeys of one person."""

State = Mapping[str, Any]
"""What waits in the session while the device signs."""


def passkeys_of(user: User) -> QuerySet[Passkey]:
    return Passkey.objects.filter(user=user).order_by("since", "pk")


def begin_registration(user: User, *, origin: str) -> tuple[dict[str, Any], State]:
    """What the browser hands to the device, and what has to be kept until it answers."""
    person = PublicKeyCredentialUserEntity(
        id=derived("account", user.pk).bytes, name=user.username, display_name=user.name or user.username
    )
    options, state = _server(origin).register_begin(
        person, [_credential(row) for row in passkeys_of(user)], ResidentKeyRequirement.PREFERRED,
        UserVerificationRequirement.PREFERRED,
    )  # fmt: skip
    return dict(options), state


def register(user: User, state: State, response: str, name: str, *, origin: str, by: Hand, at: datetime) -> None:
    """Raises Refused("bad-passkey" | "bad-body")."""
    label = _label(name)
    try:
        answer = _server(origin).register_complete(dict(state), json.loads(response))
    except Exception:  # decoders fail in many ways over hostile bytes; each means: no key
        raise Refused("bad-passkey") from None
    credential = answer.credential_data
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if credential is None or passkeys_of(user).count() >= MOST:
            raise Refused("bad-passkey", f"每人最多 {MOST} 个")
        number = websafe_encode(credential.credential_id)
        if Passkey.objects.filter(credential=number).exists():
            raise Refused("bad-passkey", "它已经登记过")
        Passkey.objects.create(
            user=user, credential=number, public=bytes(credential), name=label, counter=answer.counter, since=at
        )
        note("account.passkey_added", user, by=by, at=at, passkey=label)


def begin_proof(user: User | None, *, origin: str) -> tuple[dict[str, Any], State]:
    """Of a person who is known already; without one, of whoever the device says, who has shown it a finger or PIN."""
    known = [_credential(row) for row in passkeys_of(user)] if user else None
    wanted = UserVerificationRequirement.PREFERRED if user else UserVerificationRequirement.REQUIRED
    options, state = _server(origin).authenticate_begin(known, wanted)
    return dict(options), state


def prove(state: State, response: str, *, origin: str, at: datetime, of: User | None = None) -> User:
    """Whose passkey has signed. Raises Refused("wrong-passkey" | "copied-passkey").

    A counter that does not go up means that a second device holds the same key: it opens nothing from then on.
    """
    try:
        answer = AuthenticationResponse.from_dict(json.loads(response))
        number = websafe_encode(answer.raw_id)
    except Exception:  # as above
        raise Refused("wrong-passkey") from None
    with transaction.atomic():
        row = Passkey.objects.select_for_update().select_related("user").filter(credential=number).first()
        if row is None or not row.user.is_active or (of is not None and row.user != of):
            raise Refused("wrong-passkey")
        if row.copied_at:
            raise Refused("copied-passkey", row.name)
        try:
            _server(origin).authenticate_complete(dict(state), [_credential(row)], answer)
        except Exception:  # as above
            raise Refused("wrong-passkey") from None
        counter = answer.response.authenticator_data.counter
        went_up = counter > row.counter or counter == row.counter == 0
        if went_up:
            row.counter, row.used_at = counter, at
        else:
            row.copied_at = at
            note("account.passkey_copied", row.user, by=Hand(f"user:{row.user.pk}"), at=at, passkey=row.name)
        row.save()
    if not went_up:
        raise Refused("copied-passkey", row.name)
    return row.user


def rename(user: User, number: int, name: str) -> None:
    """Raises Refused("bad-body" | "unknown-thing")."""
    if not passkeys_of(user).filter(pk=number).update(name=_label(name)):
        raise Refused("unknown-thing", "没有这个通行密钥")


def remove(user: User, number: int, *, by: Hand, at: datetime) -> str:
    """Returns its name. Raises Refused("unknown-thing")."""
    with transaction.atomic():
        row = passkeys_of(user).filter(pk=number).first()
        if row is None:
            raise Refused("unknown-thing", "没有这个通行密钥")
        row.delete()
        note("account.passkey_removed", user, by=by, at=at, passkey=row.name)
    return row.name


def _label(name: str) -> str:
    """Raises Refused("bad-body")."""
    label = " ".join(name.split())[:40]
    if not label:
        raise Refused("bad-body", "没有填写通行密钥的名称")
    return label


def _server(origin: str) -> Fido2Server:
    """For the very address under which the person has opened the page: a passkey serves no other."""
    host = origin.partition("://")[2].rpartition(":")[0] or origin.partition("://")[2]
    return Fido2Server(PublicKeyCredentialRpEntity(name="台账", id=host), verify_origin=lambda said: said == origin)


def _credential(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(row.public))
