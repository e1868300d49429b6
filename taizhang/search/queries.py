"""Which things meet what was asked: ids, newest first; and a list narrowed to those that do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from .asked import Asked, Term
from .models import Indexed

Rows = TypeVar("Rows", bound="QuerySet[Any]")

MOST = 2000
"""Up to so many are fetched first, and a list is narrowed to their ids: far below what a statement may carry."""


def newest(wanted: Mapping[str, Asked], most: int) -> dict[str, list[UUID]]:
    """For each kind of thing the latest that meet what is asked of it; one query for all kinds."""
    lists = [
        Indexed.objects.filter(thing=thing, tokens__meets=(asked, most))
        .order_by("-id")
        .values_list("thing", "about")[:most]
        for thing, asked in wanted.items()
        if asked
    ]
    found: dict[str, list[UUID]] = {thing: [] for thing in wanted}
    if not lists:
        return found
    parts = [rows.query.sql_with_params() for rows in lists]
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part_{place}" for place, (sql, _) in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:  # Django has no union of limited lists on SQLite
        cursor.execute(union, [value for _, values in parts for value in values])
        for thing, about in cursor.fetchall():
            found[thing].append(about if isinstance(about, UUID) else UUID(about))
    return found


def meeting(wanted: Mapping[str, tuple[Asked, str]]) -> Q:
    """The condition on rows: that for one of these kinds of thing the one named in a column meets what is asked of it.

    Rare words narrow by the ids of what they found, all kinds in one query; common ones are tested row by row in the
    list's own order, of which a page is soon full. PostgreSQL does that by the same condition: its statistics know how
    common the words are. What is asked names the kind in its scope (access.finding): the limit counts no others.
    """
    found = newest({thing: asked for thing, (asked, _) in wanted.items()}, MOST + 1)
    condition = Q(pk__in=())
    for thing, (asked, about) in wanted.items():
        ids = found[thing]
        condition |= Q(**{f"{about}__in": ids}) if len(ids) <= MOST else Q(_tested(thing, asked, about))
    return condition


def _tested(thing: str, asked: Asked, about: str) -> Exists:
    words = Q(tokens__meets=(asked, 0)) if connection.vendor == "postgresql" else _row_by_row(asked)
    return Exists(Indexed.objects.filter(words, thing=thing, about=OuterRef(about)))


def _row_by_row(asked: Asked) -> Q:
    condition = Q()
    for ways in asked.wanted:
        either = Q()
        for way in ways:
            together = Q()
            for term in way:
                together &= Q(tokens__contains=_between_spaces(term))
            either |= together
        condition &= either
    return condition


def _between_spaces(term: Term) -> str:
    return f" {term.token}" if term.begins else f" {term.token} "
