"""A ledger of millions within minutes: what stands in it, copied within the database until it is large.

Pages read cases, figures and the index, never the journal: these grow, in proportion. The copies have no entries, so
such a database is for looking at pages only; a rebuild would drop them.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from taizhang.cases.models import Case
from taizhang.search.models import Indexed
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
        _index(cursor, table)
        cursor.execute("ANALYZE")
    return held


def _index(cursor: Any, table: str) -> None:
    """The copies are found by the words of their originals, whose numbers they have."""
    index = Indexed._meta.db_table
    words = (
        f"SELECT known.number, MIN(entry.tokens) AS tokens FROM {index} AS entry "  # noqa: S608
        f"JOIN {table} AS known ON known.id = entry.about WHERE entry.thing = 'case' GROUP BY known.number"
    )
    cursor.execute(
        f"INSERT INTO {index} (thing, about, tokens) SELECT 'case', one.id, words.tokens FROM {table} AS one "  # noqa: S608
        f"JOIN ({words}) AS words ON words.number = one.number "
        f"WHERE NOT EXISTS (SELECT 1 FROM {index} AS there WHERE there.about = one.id AND there.thing = 'case') "
        "ORDER BY one.filed_at"
    )
