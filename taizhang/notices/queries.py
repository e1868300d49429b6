"""Reading one's notices: a person sees their own and nobody else's."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.core.refusals import Refused

from .models import Notice

MOST_SAID = 99
"""More than this is "99+"."""


def inbox(user: int) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user)


def in_bell(count: int) -> str:
    """As the bell says it: "3", "99+", "" where nothing is unread."""
    return f"{MOST_SAID}+" if count > MOST_SAID else str(count or "")


def notice_of(user: int, about: UUID) -> Notice:
    """Raises Refused("unknown-thing")."""
    row = inbox(user).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "消息")
    return row
