"""Indexes made once for all rows of a table rather than for each: what a database does many times faster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

_INDEXES = {
    "postgresql": """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = %s
        AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)""",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL",
}
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"


@contextmanager
def without_indexes(model: type[Model]) -> Iterator[None]:
    """The table has no indexes within, but those of its keys, and on SQLite no triggers either.

    In a transaction they come back if it fails.
    """
    table, vendor = model._meta.db_table, connection.vendor
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES[vendor], [table])
        indexes = cursor.fetchall()
        triggers = cursor.execute(_TRIGGERS, [table]).fetchall() if vendor == "sqlite" else []
        for what, kept in (("INDEX", indexes), ("TRIGGER", triggers)):
            for name, _ in kept:
                cursor.execute(f'DROP {what} "{name}"')
        yield
        for _, made_by in (*indexes, *triggers):
            cursor.execute(made_by)
