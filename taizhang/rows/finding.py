"""Finding many rows by ids, in one statement whose text never changes.

Django builds the text of a query anew each time: for the few rows of one append that takes longer than finding them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def rows_with(model: type[Row], wanted: Mapping[str, Collection[UUID]]) -> Sequence[Row]:
    """The rows that have one of the ids in one of the columns ("pk": the key, whatever its name); in no order."""
    if not any(wanted.values()):
        return ()
    vendor = connection.vendor
    parameters: list[Any] = [
        list(ids) if vendor == "postgresql" else json.dumps([one.hex for one in ids]) for ids in wanted.values()
    ]
    return list(model._default_manager.raw(_statement(model, tuple(wanted), vendor), parameters))


@cache
def _statement(model: type[Model], columns: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    given = "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
    listed = ", ".join(quote(str(field.column)) for field in model._meta.concrete_fields)
    by_name = {**{field.name: field for field in model._meta.concrete_fields}, "pk": model._meta.pk}
    asked = " OR ".join(f"{quote(str(by_name[column].column))} {given}" for column in columns)
    return f"SELECT {listed} FROM {quote(model._meta.db_table)} WHERE {asked}"  # noqa: S608
