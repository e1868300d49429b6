"""Serialising writers on the same things.

SQLite needs nothing: its transactions begin IMMEDIATE, one at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection

from .reading import with_entries

MOST = 1000
"""Locks that one transaction may ask for: the server keeps all of them in one table of some thousands of places."""

GATE = 0
"""The lock that every writer shares, so that one with too many things can have all of them."""


def lock(abouts: Collection[UUID]) -> None:
    """Until the end of the transaction nobody else writes about these things.

    Of many, only those with entries are locked: of the others nobody else can know. Of too many still, all others wait.
    """
    if connection.vendor != "postgresql" or not abouts:
        return
    if len(abouts) > MOST:
        abouts = with_entries(list(abouts))
    alone = len(abouts) > MOST
    keys = [] if alone else sorted({(about.int >> 1) & 0x7FFFFFFFFFFFFFFF for about in abouts})
    gate = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {gate}(%s) UNION ALL SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key",  # noqa: S608
            [GATE, keys],
        )
