"""How PostgreSQL is asked for the latest that meet some words, at a cost that is bounded whatever the index holds.

Its word index hands out nothing before it has gathered everything; read by its key instead, every row's words are
turned into a vector, and of a rare word that is all rows. The planner guesses which is better, and for the beginning of
a word guesses blindly. So a look at the things indexed last comes first: what is met there often is common, and read
by key; all else is gathered.
"""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from .asked import Asked, in_text
from .models import Indexed

LOOKED_AT = 5_000
OFTEN = 25
"""So many among those are common: of one in two hundred a page is full after ten thousand rows of a list."""

Sql = tuple[str, list[Any]]


def latest(thing: str, asked: Asked, most: int) -> Sql:
    """Rows (thing, about) of the latest that meet what is asked."""
    look, looked = _look(thing, asked)
    read, by_key = _rows(thing, asked).order_by("-id")[:most].query.sql_with_params()
    gathered, by_words = _gathered(thing, asked, most)
    sql = f"""(WITH look AS MATERIALIZED ({look})
        SELECT * FROM ({read}) AS read WHERE (SELECT common FROM look)
        UNION ALL SELECT * FROM ({gathered}) AS gathered WHERE NOT (SELECT common FROM look))"""  # noqa: S608
    return sql, [*looked, *by_key, *by_words]


def rare(thing: str, asked: Asked, most: int) -> Sql:
    """The same, but for what is common a single row without an id."""
    look, looked = _look(thing, asked)
    gathered, by_words = _gathered(thing, asked, most)
    sql = f"""(WITH look AS MATERIALIZED ({look})
        SELECT %s AS thing, NULL::uuid AS about FROM look WHERE common
        UNION ALL SELECT * FROM ({gathered}) AS gathered WHERE NOT (SELECT common FROM look))"""  # noqa: S608
    return sql, [*looked, thing, *by_words]


def _look(thing: str, asked: Asked) -> Sql:
    table = Indexed._meta.db_table
    condition, words = in_text(asked, "tokens")
    sql = f"""SELECT count(*) = {OFTEN} AS common FROM (
        SELECT 1 FROM (SELECT thing, tokens FROM {table} ORDER BY id DESC LIMIT {LOOKED_AT}) AS last
        WHERE thing = %s AND {condition} LIMIT {OFTEN}) AS met"""  # noqa: S608
    return sql, [thing, *words]


def _gathered(thing: str, asked: Asked, most: int) -> tuple[str, Any]:
    """No index has the key plus nothing: the rows can only be found by their words."""
    return _rows(thing, asked).order_by((F("id") + 0).desc())[:most].query.sql_with_params()


def _rows(thing: str, asked: Asked) -> QuerySet[Indexed, tuple[str, Any]]:
    return Indexed.objects.filter(thing=thing, tokens__meets=(asked, 0)).values_list("thing", "about")
