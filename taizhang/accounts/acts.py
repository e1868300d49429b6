"""Who does something to an account, and the entry that tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from taizhang.core.ids import derived
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .models import User


@dataclass(frozen=True, slots=True)
class Hand:
    """The one who acts, in which post: oneself, or an administrator."""

    identity: str
    post: int | None = None
    org: int | None = None


def note(kind: str, user: User, *, by: Hand, at: datetime, **more: object) -> None:
    """Write into the journal what was done to the account."""
    body = {"person": user.name or user.username, "login": user.username, **more}
    draft = Draft(
        kind=kind, about=derived("account", user.pk), actor=by.identity, post=by.post, org=by.org, happened_at=at,
        body=body,
    )  # fmt: skip
    append([draft], at=at)
