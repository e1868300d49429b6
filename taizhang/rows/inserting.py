"""Writing many rows fast: COPY on PostgreSQL, one prepared statement on SQLite.

How the rows of a model are written, and what becomes of each of their values, is worked out once for a process:
Django's bulk_create does it anew for each statement, which takes longer than the writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
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
from pydantic_core import to_json

from .converting import Converts, converted

AS_THEY_ARE = (BooleanField, CharField, FloatField, IntegerField, TextField)

MARKS = {"postgresql": "%s", "sqlite": "?"}
"""The database's own marks for values: those of Django are put in their place in each statement anew."""

Row = Sequence[Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows as the database takes them: one process can make them and another write them."""

    model: type[Model]
    names: tuple[str, ...]
    values: Sequence[Row]


def insert(rows: Sequence[Model]) -> None:
    """Insert new rows of one model, in the caller's transaction. Raises IntegrityError where one is already there.

    Keys that the database gives out are left to it.
    """
    if rows:
        model, names = _given(rows)
        insert_values(model, names, map(attrgetter(*names), rows))


def ready(rows: Sequence[Model]) -> Ready:
    """At least one row of one model, for `insert_ready`."""
    model, names = _given(rows)
    return Ready(model, names, list(_columns(model, names).converted(map(attrgetter(*names), rows))))


def insert_ready(made: Ready) -> None:
    """As `insert`."""
    _insert(_columns(made.model, made.names), made.values)


def insert_values(model: type[Model], names: tuple[str, ...], rows: Iterable[Row]) -> None:
    """As `insert`, where there are no rows of the model but their values, in the order of the columns' names.

    What is not named is NULL.
    """
    columns = _columns(model, names)
    _insert(columns, columns.converted(rows))


def _insert(columns: _Columns, values: Any) -> None:
    connection = connections["default"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(columns.copy) as copy:
                for row in values:
                    copy.write_row(row)
        else:
            cursor.executemany(columns.insert, values)


def replace(rows: Sequence[Model]) -> None:
    """Write rows that are there already, every column but the key, in the caller's transaction."""
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk
    assert key is not None
    names = (*_names(model, with_key=False), key.attname)
    columns = _columns(model, names)
    values: Any = columns.converted(map(attrgetter(*names), rows))
    with connections["default"].cursor() as cursor:
        cursor.executemany(columns.update, values)


def _given(rows: Sequence[Model]) -> tuple[type[Model], tuple[str, ...]]:
    """The model, and the columns that the rows bring: all but a key that the database gives out."""
    return type(rows[0]), _names(type(rows[0]), with_key=rows[0].pk is not None)


@cache
def _names(model: type[Model], *, with_key: bool) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields if with_key or not field.primary_key)


@dataclass(frozen=True, slots=True)
class _Columns:
    """Statements over some columns of a table; `update` finds the row by the last of them."""

    insert: str
    copy: str
    update: str
    converts: Converts

    def converted(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        return (converted(row, self.converts) for row in rows)


@cache
def _columns(model: type[Model], names: tuple[str, ...]) -> _Columns:
    connection = connections["default"]
    vendor = connection.vendor
    quote = connection.ops.quote_name
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    quoted = [quote(str(field.column)) for field in fields]
    mark = MARKS[vendor]
    table, listed, marks = quote(model._meta.db_table), ", ".join(quoted), ", ".join([mark] * len(fields))
    *changed, key = (f"{column} = {mark}" for column in quoted)
    return _Columns(
        insert=f"INSERT INTO {table} ({listed}) VALUES ({marks})",  # noqa: S608
        copy=f"COPY {table} ({listed}) FROM STDIN",
        update=f"UPDATE {table} SET {', '.join(changed)} WHERE {key}",  # noqa: S608
        converts=[
            (place, _convert(field, vendor)) for place, field in enumerate(fields) if not isinstance(field, AS_THEY_ARE)
        ],
    )


def _convert(field: Field[Any, Any], vendor: str) -> Convert:
    """From a value of a row, not None, to that of the database; quickly for what nearly all are."""

    def by_django(value: Any) -> Any:
        return field.get_db_prep_save(value, connections["default"])

    if isinstance(field, JSONField) and field.encoder is None:
        return lambda value: to_json(value, ensure_ascii=True).decode()  # keys as Django asks SQLite for them
    if isinstance(field, UUIDField) and vendor == "sqlite":
        return lambda value: value.hex if type(value) is UUID else by_django(value)
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        return lambda value: _without_zone(value) if type(value) is datetime and value.tzinfo else by_django(value)
    return by_django


def _without_zone(moment: datetime) -> str:
    """As Django keeps a moment in SQLite."""
    return moment.astimezone(UTC).isoformat(" ")[:-6]
