"""Keys of devices: made for a post and shown once, revoked by their person, void when the post ends."""

from __future__ import annotations

import base64
import json
import secrets
import zlib
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.acts import Hand, note
from taizhang.accounts.models import User
from taizhang.core.refusals import Refused

from .models import Device

SEEN_EVERY = timedelta(minutes=5)
"""How often it is written down that a device was here: not at every request."""


def add_device(*, by: Actor, name: str, at: datetime) -> str:
    """Returns the key, which is nowhere else. Raises Refused("bad-body") without a name."""
    name = " ".join(name.split())[:60]
    if not name:
        raise Refused("bad-body", "没有填写设备名称")
    key = secrets.token_urlsafe(24)
    user = User.objects.get(pk=by.user)
    with transaction.atomic():
        Device.objects.create(user=user, post=by.post, name=name, digest=_digest(key), made_at=at)
        note("account.device_added", user, by=_hand(by), at=at, device=name)
    return key


def revoke_device(*, by: Actor, device: int, at: datetime) -> None:
    """Raises Refused("unknown-thing") for a device that is somebody else's or revoked already."""
    with transaction.atomic():
        row = Device.objects.filter(pk=device, user=by.user, revoked_at=None).first()
        if row is None:
            raise Refused("unknown-thing", "没有这台设备，或者已经停用")
        Device.objects.filter(pk=row.pk).update(revoked_at=at)
        note("account.device_revoked", row.user, by=_hand(by), at=at, device=row.name)


def devices_of(by: Actor) -> list[Device]:
    return list(Device.objects.filter(user=by.user, revoked_at=None).order_by("-made_at"))


_DEVICE = """
    SELECT d.*, u.name AS user_name FROM openrosa_device d JOIN accounts_user u ON u.id = d.user_id
    WHERE d.digest = %s AND u.is_active"""
"""Constant, as that of the posts (access.actor)."""


def actor_with(key: str, *, at: datetime) -> Actor | None:
    """Whom the key lets act; None for a key that is unknown or revoked, or whose person left the post."""
    device: Any = next(iter(Device.objects.raw(_DEVICE, [_digest(key)])), None)
    if device is None or device.revoked_at is not None:
        return None
    if device.seen_at is None or at - device.seen_at > SEEN_EVERY:
        Device.objects.filter(pk=device.pk).update(seen_at=at)
    posts = actors_of(device.user_id, device.user_name, at=at)
    return next((actor for actor in posts if actor.post == device.post), None)


def collect_settings(address: str, *, name: str) -> str:
    """What ODK Collect reads from a QR code: JSON, compressed by zlib, in base 64."""
    wanted = {
        "general": {"protocol": "odk_default", "server_url": address, "form_update_mode": "match_exactly"},
        "project": {"name": name},
        "admin": {},
    }
    return base64.b64encode(zlib.compress(json.dumps(wanted).encode(), 9)).decode()


def _digest(key: str) -> str:
    """The keys are random (192 bits): a plain digest keeps them."""
    return sha256(key.encode()).hexdigest()


def _hand(by: Actor) -> Hand:
    return Hand(by.identity, by.post, by.org)
