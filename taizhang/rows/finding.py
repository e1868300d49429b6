"""Finding many rows by ids, in one statement whose text never changes.

Django builds the text of a query anew each time, and looks anew for what to do with each column: for the few rows of
one append that takes longer than finding them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import DateTimeField, Field, JSONField, Model, UUIDField
from pydantic_core import from_json

from .converting import Converts, converted

Row = TypeVar("Row", bound=Model)
Read = Callable[[Any], Any]
Wanted = Mapping[str, Collection[UUID]]
"""{column: ids}; "pk" is the key, whatever its name."""


def rows_with(model: type[Row], wanted: Wanted) -> list[Row]:
    """The rows that have one of the ids in one of the columns; in no order."""
    names = _names(model)
    return [model.from_db("default", names, values) for values in values_with(model, names, wanted)]


def values_with(model: type[Model], names: tuple[str, ...], wanted: Wanted) -> list[Sequence[Any]]:
    """As `rows_with`, without rows of the model: the values of the columns of these names."""
    if not any(wanted.values()):
        return []
    connection = connections["default"]
    asked = _asked(model, names, tuple(wanted))
    with connection.cursor() as cursor:
        cursor.execute(asked.statement, [asked.given(ids) for ids in wanted.values()])
        return [converted(row, asked.reads) for row in cursor.fetchall()]


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@dataclass(frozen=True, slots=True)
class _Asked:
    statement: str
    given: Callable[[Collection[UUID]], Any]
    reads: Converts


@cache
def _asked(model: type[Model], names: tuple[str, ...], columns: tuple[str, ...]) -> _Asked:
    connection = connections["default"]
    vendor, quote = connection.vendor, connection.ops.quote_name
    by_name: dict[str, Any] = {field.attname: field for field in model._meta.concrete_fields} | {"pk": model._meta.pk}
    among = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    listed = ", ".join(quote(by_name[name].column) for name in names)
    conditions = " OR ".join(f"{quote(by_name[column].column)} {among}" for column in columns)
    reads = [(place, _read(by_name[name], vendor)) for place, name in enumerate(names)]
    return _Asked(
        statement=f"SELECT {listed} FROM {quote(model._meta.db_table)} WHERE {conditions}",  # noqa: S608
        given=list if vendor == "postgresql" else _as_list_of_hex,
        reads=[(place, read) for place, read in reads if read is not None],
    )


@lru_cache(maxsize=4000)
def _id(text: str) -> UUID:
    """Those of campaigns come in every row."""
    return UUID(int=int(text, 16))


def _as_list_of_hex(ids: Collection[UUID]) -> str:
    return json.dumps([one.hex for one in ids])


def _read(field: Field[Any, Any], vendor: str) -> Read | None:
    """From a value of the database, not NULL, to that of a row; None where they are the same."""
    connection = connections["default"]
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def by_django(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    if isinstance(field, JSONField) and field.decoder is None:
        return from_json
    if isinstance(field, UUIDField) and vendor == "sqlite":
        return _id
    if isinstance(field, DateTimeField) and vendor == "sqlite":
        return lambda moment: moment.replace(tzinfo=UTC) if type(moment) is datetime else by_django(moment)
    return by_django if steps else None
