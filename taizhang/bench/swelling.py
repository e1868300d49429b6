"""A ledger of millions within minutes: what stands in it, copied within the database until it is large.

Pages read cases and figures, never the journal: these two grow, in proportion. The copies have no entries, so such a
database is for looking at pages only; a rebuild would drop them.
"""

from __future__ import annotations

from django.db import connection

from taizhang.cases.models import Case
from taizhang.tallies.models import Tally

_NEW_ID = {
    "postgresql": "gen_random_uuid()",
    "sqlite": "lower(hex(randomblob(16)))",
}


def swell(count: int) -> int:
    """Double the ledger until it holds `count` cases; the copies are as old as their originals. Returns how many."""
    table = Case._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in Case._meta.concrete_fields if not field.primary_key)
    held = began = Case.objects.count()
    if not began:
        raise ValueError("台账是空的，没有可以复制的问题")
    with connection.cursor() as cursor:
        while held < count:
            more = min(held, count - held)
            cursor.execute(
                f"INSERT INTO {table} (id, {columns}) SELECT {_NEW_ID[connection.vendor]}, {columns} "  # noqa: S608
                f"FROM {table} ORDER BY filed_at, id LIMIT %s",
                [more],
            )
            held += more
        cursor.execute(
            f"UPDATE {Tally._meta.db_table} SET value = value * %s / %s WHERE measure LIKE 'cases.%%'",  # noqa: S608
            [held, began],
        )
        cursor.execute("ANALYZE")
    return held
