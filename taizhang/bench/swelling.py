"""A ledger of millions within minutes: what stands in it, copied within the database until it is large.

Pages read cases, figures and the index, never the journal: these grow, in proportion. The copies have no entries, so
such a database is for looking at pages only; a rebuild would drop them.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

from taizhang.cases.models import Case
from taizhang.rows.unindexed import without_indexes
from taizhang.search.models import Indexed
from taizhang.search.operations import index_anew
from taizhang.tallies.models import Tally

_ALIKE = {
    "postgresql": "(left(id::text, 13) || right(gen_random_uuid()::text, 23))::uuid",
    "sqlite": "substr(id, 1, 12) || lower(hex(randomblob(10)))",
}
"""An id made in the same millisecond as the original's (RFC 9562, version 7)."""

_THAT_DAY = {
    "postgresql": "filed_at + (random() - 0.5) * INTERVAL '1 day'",
    "sqlite": "strftime('%%Y-%%m-%%d %%H:%%M:%%f', filed_at, (random() %% 43200) || ' seconds') || '000'",
}
"""Half a day earlier or later than the original: places come in turns, not each in a run of its copies."""


def swell(count: int) -> int:
    """Double the ledger until it holds `count` cases; the copies are of their originals' days. Returns how many."""
    table = Case._meta.db_table
    began = Case.objects.count()
    if not began:
        raise ValueError("台账是空的，没有可以复制的问题")
    with connection.cursor() as cursor:
        with without_indexes(Case):
            held = _double(cursor, table, began, count)
        cursor.execute(
            f"UPDATE {Tally._meta.db_table} SET value = value * %s / %s WHERE measure LIKE 'cases.%%'",  # noqa: S608
            [held, began],
        )
        _find_copies(cursor, table)
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # as it lies after a night, not amid the copying
    return held


def _double(cursor: Any, table: str, held: int, count: int) -> int:
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    new = {"id": _ALIKE[connection.vendor], "filed_at": _THAT_DAY[connection.vendor]}
    made = ", ".join(new.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    while held < count:
        more = min(held, count - held)
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {made} FROM {table} ORDER BY {table}.filed_at, id LIMIT %s",  # noqa: S608
            [more],
        )
        held += more
    return held


def _find_copies(cursor: Any, table: str) -> None:
    """The copies are found by the words of their originals, whose numbers they have."""
    index = Indexed._meta.db_table
    cursor.execute("CREATE TEMPORARY TABLE words (number VARCHAR(20) PRIMARY KEY, tokens TEXT)")
    cursor.execute(
        f"INSERT INTO words SELECT known.number, MIN(entry.tokens) FROM {index} AS entry "  # noqa: S608
        f"JOIN {table} AS known ON known.id = entry.about WHERE entry.thing = 'case' GROUP BY known.number"
    )
    with without_indexes(Indexed):
        cursor.execute(
            f"INSERT INTO {index} (thing, about, tokens) SELECT 'case', one.id, words.tokens FROM {table} AS one "  # noqa: S608
            "CROSS JOIN words WHERE words.number = one.number "  # in this order: SQLite would read the ledger per word
            f"AND NOT EXISTS (SELECT 1 FROM {index} AS there WHERE there.about = one.id AND there.thing = 'case') "
            "ORDER BY one.filed_at"
        )
        index_anew()
    cursor.execute("DROP TABLE words")
