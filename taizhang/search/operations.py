"""Keeping the index in step with the rows of the folds: only what is found by other words than before is written."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from taizhang.rows.inserting import insert

from .models import FTS5, Indexed
from .words import Found, row_text

CHUNK = 500


def apply(thing: str, before: Mapping[UUID, Found | None], after: Mapping[UUID, Found | None]) -> None:
    """Move the index from what things were found by to what they are found by now; None: by nothing."""
    changed = {about: found for about, found in after.items() if about not in before or before[about] != found}
    known = [about for about in changed if before.get(about) is not None]
    for start in range(0, len(known), CHUNK):
        Indexed.objects.filter(thing=thing, about__in=known[start : start + CHUNK]).delete()
    insert(rows_of(thing, changed))


def rows_of(thing: str, found: Mapping[UUID, Found | None]) -> list[Indexed]:
    """The rows of the index by which the things are found, not written."""
    return [
        Indexed(thing=thing, about=about, tokens=row_text([*one.places(thing), *one.words()]))
        for about, one in found.items()
        if one is not None
    ]


def empty() -> None:
    """Before everything is folded anew."""
    Indexed.objects.all().delete()


def index_anew() -> None:
    """After rows were written without the triggers that keep SQLite's full-text table in step."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS5} ({FTS5}) VALUES ('rebuild')")  # noqa: S608


def forget_erased() -> None:
    """SQLite only marks the tokens of a changed row as gone until parts of its index are joined: join them now."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {FTS5} ({FTS5}) VALUES ('optimize')")  # noqa: S608
