"""How many rows several lists have, asked for in one query: a page with many small counts costs one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts(*lists: QuerySet[Any]) -> Sequence[int]:
    """The number of rows of each, in their order; a list that nobody may see has none and is not asked for."""
    asked: dict[int, tuple[str, Any]] = {}
    for place, rows in enumerate(lists):
        try:
            asked[place] = rows.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            continue
    if not asked:
        return [0] * len(lists)
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS rows_{place})" for place, (sql, _) in asked.items())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _, values in asked.values() for value in values])
        found = dict(zip(asked, cursor.fetchone(), strict=True))
    return [found.get(place, 0) for place in range(len(lists))]
