"""Writing many rows fast: COPY on PostgreSQL, one prepared statement on SQLite.

Django's bulk_create builds the text of each statement anew: most of the time for hundreds of thousands of rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    FloatField,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

AS_THEY_ARE = (BooleanField, CharField, FloatField, IntegerField, TextField)


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows as the database takes them: one process can make them and another write them."""

    table: str
    columns: str
    values: Sequence[Sequence[Any]]


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, in the caller's transaction. Raises IntegrityError where one is already there.

    Keys that the database gives out are left to it.
    """
    if rows:
        fields = _given(rows)
        _insert(*_named(rows[0], fields), _values(rows, fields))


def ready(rows: Sequence[Model]) -> Ready:
    """At least one row of one model, for `insert_ready`."""
    fields = _given(rows)
    return Ready(*_named(rows[0], fields), list(_values(rows, fields)))


def insert_ready(made: Ready) -> None:
    """As `insert`."""
    _insert(made.table, made.columns, made.values)


def _insert(table: str, columns: str, values: Any) -> None:
    connection = connections["default"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (columns.count(",") + 1))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # noqa: S608


def replace(rows: Sequence[Model]) -> None:
    """Write rows that are there already, every column but the key, in the caller's transaction."""
    if not rows:
        return
    connection = connections["default"]
    key = rows[0]._meta.pk
    assert key is not None
    fields = [field for field in rows[0]._meta.concrete_fields if field is not key]
    quote = connection.ops.quote_name
    table = quote(rows[0]._meta.db_table)
    changes = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    statement = f"UPDATE {table} SET {changes} WHERE {quote(str(key.column))} = %s"  # noqa: S608
    values: Any = _values(rows, [*fields, key])
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _given(rows: Sequence[Model]) -> list[Field[Any, Any]]:
    """The fields that the rows bring: all but a key that the database gives out."""
    return [field for field in rows[0]._meta.concrete_fields if not (field.primary_key and rows[0].pk is None)]


def _named(row: Model, fields: Sequence[Field[Any, Any]]) -> tuple[str, str]:
    quote = connections["default"].ops.quote_name
    return quote(row._meta.db_table), ", ".join(quote(str(field.column)) for field in fields)


def _values(rows: Sequence[Model], fields: Sequence[Field[Any, Any]]) -> Iterator[list[Any]]:
    read = attrgetter(*(field.attname for field in fields))
    prepare = [(place, _prepared(field)) for place, field in enumerate(fields) if not isinstance(field, AS_THEY_ARE)]
    for row in rows:
        values = list(read(row))
        for place, prepared in prepare:
            values[place] = prepared(values[place])
        yield values


def _prepared(field: Field[Any, Any]) -> Callable[[Any], Any]:
    """From the value of a row to that of the database. Moments repeat a lot: each is written out once."""
    connection = connections["default"]
    if isinstance(field, DateTimeField):
        return cache(lambda value: field.get_db_prep_save(value, connection))
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    if isinstance(field, UUIDField):
        return lambda value: value.hex if isinstance(value, UUID) else field.get_db_prep_save(value, connection)
    return lambda value: field.get_db_prep_save(value, connection)
