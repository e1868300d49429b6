"""Finding many rows by ids, in one statement whose text never changes.

Django builds the text of a query anew each time: for the few rows of one append that takes longer than finding them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField

Row = TypeVar("Row", bound=Model)


def rows_with(model: type[Row], wanted: Mapping[str, Collection[UUID]]) -> Sequence[Row]:
    """The rows that have one of the ids in one of the columns ("pk": the key, whatever its name); in no order."""
    if not any(wanted.values()):
        return ()
    vendor = connection.vendor
    parameters = [_parameter(ids, vendor) for ids in wanted.values()]
    names = tuple(field.name for field in model._meta.concrete_fields)
    return list(model._default_manager.raw(_statement(model, names, tuple(wanted), vendor), parameters))


def values_with(
    model: type[Model], names: tuple[str, ...], column: str, ids: Collection[UUID]
) -> Iterator[Sequence[Any]]:
    """Of the rows that have one of the ids in the column, the values of these columns; in no order."""
    vendor = connection.vendor
    converts = _converts(model, names, vendor)
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, names, (column,), vendor), [_parameter(ids, vendor)])
        for row in cursor:
            values = list(row)
            for place, convert in converts:
                if values[place] is not None:
                    values[place] = convert(values[place])
            yield values


def _parameter(ids: Collection[UUID], vendor: str) -> Any:
    return list(ids) if vendor == "postgresql" else json.dumps([one.hex for one in ids])


def _converts(model: type[Model], names: Sequence[str], vendor: str) -> list[tuple[int, Callable[[Any], Any]]]:
    """From what the database gives to what Django would make of it. Of equal ids only one is made."""
    fields: dict[str, Field[Any, Any]] = {field.name: field for field in model._meta.concrete_fields}
    made: dict[type[Field[Any, Any]], Callable[[Any], Any]] = {JSONField: json.loads}
    if vendor == "sqlite":
        made |= {UUIDField: _Ids().__getitem__, DateTimeField: _in_utc}
    return [(place, made[type(fields[name])]) for place, name in enumerate(names) if type(fields[name]) in made]


class _Ids(dict[str, UUID]):
    def __missing__(self, text: str) -> UUID:
        made = self[text] = UUID(int=int(text, 16))
        return made


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


@cache
def _statement(model: type[Model], names: tuple[str, ...], columns: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    given = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    by_name = {**{field.name: field for field in model._meta.concrete_fields}, "pk": model._meta.pk}
    listed = ", ".join(quote(str(by_name[name].column)) for name in names)
    asked = " OR ".join(f"{quote(str(by_name[column].column))} {given}" for column in columns)
    return f"SELECT {listed} FROM {quote(model._meta.db_table)} WHERE {asked}"  # noqa: S608
