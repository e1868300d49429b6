"""Writing sealed referrals: a key, a referral sealed for it, opening it, answering its sender."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.core.sealed_box import WrongKey, make_keys, seal, unseal
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import LARGEST_FILE, content_of, keep

from .models import SealKey
from .queries import receivers_for, referral_for

SHORTEST = 12
"""Characters of a passphrase."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a box holds: the account, and the attachments by name."""

    text: str
    sender: str
    files: Sequence[tuple[str, bytes]] = ()


def make_key(*, by: Actor, at: datetime, passphrase: str) -> None:
    """Make the key of the actor's org; boxes sealed before stay with the key before.

    Raises Refused("not-permitted" | "bad-body").
    """
    by.demand(Power.OPEN_SEALED)
    if len(passphrase) < SHORTEST:
        raise Refused("bad-body", f"启封口令至少 {SHORTEST} 个字符")
    public, locked = make_keys(passphrase)
    body = {"path": by.path, "public": _text(public), "locked": _text(locked), "name": by.name}
    append([_draft("sealkey.made", by, at, uuid7(), by.org, body, None)], at=at)


def refer(
    *, by: Actor, at: datetime, receiver: UUID, text: str, files: Sequence[tuple[str, bytes]] = (),
    entry: UUID | None = None,
) -> UUID:  # fmt: skip
    """Seal a referral and send it; returns its id. Nothing of it is kept in the clear.

    Raises Refused("not-permitted" | "bad-body" | "file-too-large").
    """
    by.demand(Power.REFER)
    key = next((key for key, _ in receivers_for(by) if key.pk == receiver), None)
    if key is None:
        raise Refused("bad-body", "请选择移送给哪里的纪检监察机构")
    if not text.strip():
        raise Refused("bad-body", "请写明情况")
    for name, content in files:
        if len(content) > LARGEST_FILE:
            raise Refused("file-too-large", name[:80])
    about = uuid7()
    public = b64decode(key.public)
    sender = f"{by.name}（{by.org_name}，{by.title}）"
    inside = {"text": text.strip(), "sender": sender, "files": [name for name, _ in files]}
    sealed = [
        keep(seal(public, content, _bound(about, number)), media_type="application/octet-stream", at=at)
        for number, (_, content) in enumerate(files, 1)
    ]
    box = seal(public, json.dumps(inside, ensure_ascii=False).encode(), _bound(about, 0))
    body = {
        "path": key.path, "key": key.pk, "box": _text(box),
        "files": [{"sha256": one.sha256, "name": f"附件{number}"} for number, one in enumerate(sealed, 1)],
    }  # fmt: skip
    append([_draft("referral.sent", by, at, about, key.org, body, entry)], at=at)
    return about


def open_referral(*, by: Actor, at: datetime, about: UUID, passphrase: str, with_files: bool = False) -> Content:
    """What is in it; that it was opened is written down. Raises Refused("not-permitted" | "wrong-passphrase")."""
    row = referral_for(by, about)
    by.demand(Power.OPEN_SEALED)
    locked = b64decode(SealKey.objects.get(pk=row.key).locked)
    try:
        inside = json.loads(unseal(locked, passphrase, b64decode(row.box), _bound(about, 0)))
        wanted = row.files if with_files else []
        opened = [
            unseal(locked, passphrase, content_of(one["sha256"]), _bound(about, number))
            for number, one in enumerate(wanted, 1)
        ]
    except WrongKey:
        raise Refused("wrong-passphrase") from None
    append([_draft("referral.opened", by, at, about, row.org, {"name": by.name}, None)], at=at)
    names = inside["files"]
    files = list(zip(names, opened, strict=True)) if with_files else [(name, b"") for name in names]
    return Content(inside["text"], inside["sender"], files)


def answer(*, by: Actor, at: datetime, about: UUID, accept: bool, words: str = "", entry: UUID | None = None) -> None:
    """Tell the sender whether it is taken up. Raises Refused("not-permitted" | "already-done")."""
    row = referral_for(by, about)
    by.demand(Power.OPEN_SEALED)
    body = {"outcome": "accepted" if accept else "declined", "answer": words.strip(), "name": by.name}
    append([_draft("referral.answered", by, at, about, row.org, body, entry)], at=at)


def _bound(about: UUID, number: int) -> bytes:
    """Ties a box to its referral and its place in it."""
    return f"{about}/{number}".encode()


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _draft(
    kind: str, by: Actor, at: datetime, about: UUID, org: int, body: Mapping[str, Any], entry: UUID | None
) -> Draft:
    """Of no campaign: its archive holds nothing of this, not even sealed."""
    return Draft(
        id=entry or uuid7(), kind=kind, about=about, campaign=None, org=org, actor=by.identity, post=by.post,
        happened_at=at, body=body,
    )  # fmt: skip
