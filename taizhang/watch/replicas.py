"""Copies of the database that dashboards may be read from: which can be used now, and what goes there."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Model

PRIMARY = "default"
FRESH = 1.0
"""Seconds for which an examination is believed."""
REST = 15.0
"""Seconds for which a copy that could not be used is left alone: trying one that is off costs a page its time."""
ALWAYS_PRIMARY = frozenset({"accounts", "auth", "sessions", "doors", "openrosa", "django_tasks_db"})
"""Who may come in is never asked of a copy: a key taken back is taken back at once."""

_reading: ContextVar[str] = ContextVar("reading", default=PRIMARY)
_examined: dict[str, tuple[float, bool]] = {}
"""By alias, until when what was found is believed, and whether the copy could be used."""


class Router:
    """Django's: reading goes where the page at hand reads, writing and whatever a transaction reads to the primary."""

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        if model._meta.app_label in ALWAYS_PRIMARY or connections[PRIMARY].in_atomic_block:
            return PRIMARY
        return _reading.get()

    def db_for_write(self, model: type[Model], **_: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Model, other: Model, **_: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        return db == PRIMARY


@contextmanager
def reading_from(alias: str) -> Iterator[None]:
    token = _reading.set(alias)
    try:
        yield
    finally:
        _reading.reset(token)


def usable() -> str:
    """A copy that is there and not far behind, any of several; else the primary."""
    names = list(settings.REPLICAS)
    random.shuffle(names)
    return next((alias for alias in names if _is_usable(alias)), PRIMARY)


def leave_out(alias: str) -> None:
    """It failed in the middle of a page: not asked again for a while."""
    _examined[alias] = (time.monotonic() + REST, False)


def _is_usable(alias: str) -> bool:
    until, sound = _examined.get(alias, (0.0, False))
    if time.monotonic() < until:
        return sound
    sound = not examined(alias)
    _examined[alias] = (time.monotonic() + (FRESH if sound else REST), sound)
    return sound


def examined(alias: str) -> str:
    """Why the copy cannot be used now; "" if it can.

    What it has replayed is compared with where the primary is: by clocks alone a quiet night looks like lag.
    """
    primary, copy = connections[PRIMARY], connections[alias]
    if primary.settings_dict["NAME"] != copy.settings_dict["NAME"] or primary.vendor != copy.vendor:
        return "不是主库的副本"  # a rehearsal runs in a database of its own, that nothing copies
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        (written,) = cursor.fetchone()
    try:
        with copy.cursor() as cursor:
            cursor.execute(
                "SELECT pg_is_in_recovery(), pg_last_wal_replay_lsn() >= %s::pg_lsn, "
                "EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())",
                [written],
            )
            copying, caught_up, behind = cursor.fetchone()
    except DatabaseError:
        copy.close()
        return "连不上"
    if not copying:
        return "不是只读副本"
    if caught_up:
        return ""
    if behind is None:
        return "还没有跟上主库"
    return "" if behind <= settings.REPLICA_LAG else f"落后主库 {behind:.0f} 秒"
