"""How often one source may knock at a door: counted in the database, so that all processes count together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new as keyed

from django.conf import settings
from django.db import transaction
from django.db.models import F

from .models import SourceCount

LIMITS: Mapping[str, tuple[int, int]] = {
    "sign-in": (100, 300),
    "second": (60, 300),
    "link": (120, 300),
    "api": (1200, 300),
    "odk": (1200, 300),
    "upload": (600, 300),
    "tip": (120, 300),
    "data": (3000, 300),
}
"""By door: how many times within how many seconds. Wide enough for an office behind one address; lockout and the limits
of residents' reports are narrower and stand apart."""


def wait_at(door: str, source: str, *, at: datetime) -> int:
    """Count one more knock; returns the seconds to wait, 0 for whoever may come in.

    A flood past the limit is only read, not written. The source is kept as a digest, for as long as its window.
    """
    most, span = {**LIMITS, **settings.LIMITS}[door]
    return waits(door, source, most=most, span=span, at=at)


def waits(door: str, source: str, *, most: int, span: int, at: datetime) -> int:
    """As `wait_at`, so often within so many seconds."""
    window = int(at.timestamp()) // span
    ends = (window + 1) * span
    key = keyed(settings.SECRET_KEY.encode(), f"{door} {source} {window}".encode(), sha256).hexdigest()
    counted = SourceCount.objects.filter(pk=key).values_list("count", flat=True).first()
    if counted is not None and counted >= most:
        return max(1, ends - int(at.timestamp()))
    with transaction.atomic():
        if not SourceCount.objects.filter(pk=key).update(count=F("count") + 1):
            SourceCount.objects.filter(ends_at__lt=at - timedelta(minutes=1)).delete()
            row = SourceCount(pk=key, count=0, ends_at=datetime.fromtimestamp(ends, UTC))
            SourceCount.objects.bulk_create([row], ignore_conflicts=True)
            SourceCount.objects.filter(pk=key).update(count=F("count") + 1)
    return 0
