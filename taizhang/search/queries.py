"""Which things meet what was asked: ids, newest first; and a list narrowed to those that do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from .asked import Asked, between_spaces
from .models import Indexed
from .rarity import Sql, latest, rare

Rows = TypeVar("Rows", bound="QuerySet[Any]")

MOST = 2000
"""Up to so many are fetched first, and a list is narrowed to their ids: far below what a statement may carry."""


def newest(wanted: Mapping[str, Asked], most: int) -> dict[str, list[UUID]]:
    """For each kind of thing the latest that meet what is asked of it; one query for all kinds."""
    ask = latest if connection.vendor == "postgresql" else _latest
    found: dict[str, list[UUID]] = {thing: [] for thing in wanted}
    for thing, about in _together([ask(thing, asked, most) for thing, asked in wanted.items() if asked]):
        if about:
            found[thing].append(about)
    return found


def _latest(thing: str, asked: Asked, most: int) -> Sql:
    rows = Indexed.objects.filter(thing=thing, tokens__meets=(asked, most)).order_by("-id")
    sql, values = rows.values_list("thing", "about")[:most].query.sql_with_params()
    return sql, list(values)


def _together(parts: Sequence[Sql]) -> list[tuple[str, UUID | None]]:
    """The rows of all, by one statement: Django has no union of limited lists on SQLite."""
    if not parts:
        return []
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part_{place}" for place, (sql, _) in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(union, [value for _, values in parts for value in values])
        return [(thing, UUID(about) if isinstance(about, str) else about) for thing, about in cursor.fetchall()]


def meeting(wanted: Mapping[str, tuple[Asked, str]]) -> Q:
    """The condition on rows: that for one of these kinds of thing the one named in a column meets what is asked of it.

    Rare words narrow by the ids of what they found, all kinds in one query; common ones are tested row by row in the
    list's own order, of which a page is soon full: by their text, which leaves a planner nothing else to choose. What
    is asked names the kind in its scope (access.finding): the limit counts no others.
    """
    few = _few({thing: asked for thing, (asked, _) in wanted.items() if asked})
    condition = Q(pk__in=())
    for thing, (asked, about) in wanted.items():
        ids = few.get(thing, [])
        condition |= Q(_tested(thing, asked, about)) if ids is None else Q(**{f"{about}__in": ids})
    return condition


def _few(wanted: Mapping[str, Asked]) -> dict[str, list[UUID] | None]:
    """For each kind of thing all that meet what is asked of it; None where they are too many to be listed."""
    ask = rare if connection.vendor == "postgresql" else _latest
    found: dict[str, list[UUID | None]] = {thing: [] for thing in wanted}
    for thing, about in _together([ask(thing, asked, MOST + 1) for thing, asked in wanted.items()]):
        found[thing].append(about)
    listed = {thing: [about for about in ids if about] for thing, ids in found.items()}
    return {thing: ids if len(ids) == len(found[thing]) <= MOST else None for thing, ids in listed.items()}


def _tested(thing: str, asked: Asked, about: str) -> Exists:
    return Exists(Indexed.objects.filter(_row_by_row(asked), thing=thing, about=OuterRef(about)))


def _row_by_row(asked: Asked) -> Q:
    condition = Q()
    for ways in asked.wanted:
        either = Q()
        for way in ways:
            together = Q()
            for term in way:
                together &= Q(GreaterThan(StrIndex("tokens", Value(between_spaces(term))), 0))
            either |= together
        condition &= either
    return condition
