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


def among(thing: str, asked: Asked, most: int = MOST) -> list[UUID] | None:
    """The ids of all that meet it; None where they are more than so many. What is asked names the kind of thing in its
    scope (access.finding), so that the limit counts no others."""
    rows = Indexed.objects.filter(thing=thing, tokens__meets=(asked, most + 1))
    ids = list(rows.values_list("about", flat=True)[: most + 1])
    return ids if len(ids) <= most else None


def meeting(thing: str, asked: Asked, about: str = "pk") -> Q:
    """The condition on rows whose column `about` names a thing.

    Rare words narrow by the ids of what they found; common ones are tested row by row in the list's own order, of which
    a page is soon full. PostgreSQL does that by the same condition: its statistics know how common the words are.
    """
    ids = among(thing, asked)
    if ids is not None:
        return Q(**{f"{about}__in": ids})
    tested = Q(tokens__meets=(asked, 0)) if connection.vendor == "postgresql" else _row_by_row(asked)
    return Q(Exists(Indexed.objects.filter(tested, thing=thing, about=OuterRef(about))))


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
