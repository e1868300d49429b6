"""A table as CSV for people, written out as it is read: by the database where it can, else some hundred lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from .copying import can_copy, copied
from .csv_cells import for_people, heading, written
from .keys import Grant
from .reading import read
from .tables import Column, Table

LINES = 500


def csv_of(grant: Grant, table: Table, rows: QuerySet[Any], columns: Sequence[Column]) -> Iterator[str | bytes]:
    yield heading(columns)
    if can_copy(columns):
        yield from copied(grant, rows, columns, for_people=True)
        return
    made = for_people(columns, read(grant, table, rows, columns))
    while batch := list(islice(made, LINES)):
        yield written(batch)
