"""What people do with their notices."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from .models import Notice

KEPT = timedelta(days=180)
"""Read notices are forgotten after this; what happened stands in the journal."""


def mark_read(user: int, *, at: datetime, only: Collection[UUID] | None = None) -> int:
    """All, or some; returns how many were unread."""
    rows = Notice.objects.filter(user=user, read_at=None)
    return (rows if only is None else rows.filter(pk__in=only)).update(read_at=at)


def mark_unread(user: int, about: UUID) -> None:
    Notice.objects.filter(user=user, pk=about).update(read_at=None)


def forget(*, now: datetime) -> int:
    return Notice.objects.filter(read_at__lt=now - KEPT).delete()[0]
