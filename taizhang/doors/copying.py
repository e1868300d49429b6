"""On PostgreSQL the rows of a table come out as the database's own CSV: it makes the words, and Python only passes on.

What a plan declares for each kind of subject, and figures that are kept as lists, are made in Python (`reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from taizhang.core.roles import Power
from taizhang.subjects.masking import HIDDEN

from .csv_cells import FORMULA
from .keys import Grant
from .reading import names_for
from .tables import Column, Hidden, Named, Type

Parts = tuple[str, list[Any]]
"""A piece of SQL and its values."""

ZONE = "Asia/Shanghai"
PIECE = 1 << 16


def can_copy(columns: Sequence[Column]) -> bool:
    plain = {Type.FIGURES, Type.VALUES}
    return connection.vendor == "postgresql" and all(
        column.type not in plain and column.hidden is not Hidden.BY_KIND for column in columns
    )


def copied(grant: Grant, rows: QuerySet[Any], columns: Sequence[Column], *, for_people: bool) -> Iterator[bytes]:
    """The lines without a heading, in no order. `for_people`: yes and no in words, no cell that is a formula."""
    sql, values = _statement(grant, rows, columns, for_people=for_people)
    with connection.cursor() as cursor, cursor.copy(sql, values) as out:
        held: list[bytes] = []
        size = 0
        for piece in out:
            held.append(bytes(piece))
            size += len(held[-1])
            if size >= PIECE:
                yield b"".join(held)
                held, size = [], 0
        yield b"".join(held)


def _statement(grant: Grant, rows: QuerySet[Any], columns: Sequence[Column], *, for_people: bool) -> Parts:
    sources = list(dict.fromkeys([*(column.read for column in columns), *_context(columns)]))
    unordered = rows if rows.query.is_sliced else rows.order_by()
    inner, inner_values = unordered.values_list(*sources).query.sql_with_params()
    joins, join_values = _joins(grant, columns)
    whole = grant.actor.may(Power.UNMASK)
    made = [_expression(column, whole=whole, for_people=for_people) for column in columns]
    chosen = ", ".join(sql for sql, _ in made)
    values = [value for _, held in made for value in held]
    query = f"SELECT {chosen} FROM ({inner}) AS r {joins}"  # noqa: S608 - names of our own columns
    return f"COPY ({query}) TO STDOUT (FORMAT csv)", [*values, *inner_values, *join_values]


_ARRAYS = {
    Named.ORG: ("%s::int[], %s::text[]", "about, words"),
    Named.CAMPAIGN: ("%s::uuid[], %s::text[]", "about, words"),
    Named.CATEGORY: ("%s::text[], %s::text[], %s::uuid[]", "about, words, campaign"),
}


def _context(columns: Sequence[Column]) -> list[str]:
    return ["campaign"] if any(column.named is Named.CATEGORY for column in columns) else []


def _joins(grant: Grant, columns: Sequence[Column]) -> Parts:
    """A list of names for each column that numbers something."""
    if not any(column.named for column in columns):
        return "", []
    names = names_for(grant)
    known: dict[Named, list[tuple[Any, ...]]] = {
        Named.ORG: [(number, words) for number, words in names.orgs.items()],
        Named.CAMPAIGN: [(about, words) for about, words in names.campaigns.items()],
        Named.CATEGORY: [(code, words, campaign) for (campaign, code), words in names.categories.items()],
    }
    sql: list[str] = []
    values: list[Any] = []
    for column in columns:
        if column.named is not None and known[column.named]:
            alias = f"n_{column.name}"
            on = f"{alias}.about = r.{column.read}"
            on += f" AND {alias}.campaign = r.campaign" if column.named is Named.CATEGORY else ""
            lists = [list(one) for one in zip(*known[column.named], strict=True)]
            parts, heads = _ARRAYS[column.named]
            sql.append(f"LEFT JOIN unnest({parts}) AS {alias} ({heads}) ON {on}")
            values += lists
    return " ".join(sql), values


def _expression(column: Column, *, whole: bool, for_people: bool) -> Parts:
    raw = f'r."{column.read}"'
    if column.named is not None:
        fallback = raw if column.named is Named.CATEGORY else "''"
        return _safe(f"COALESCE(n_{column.name}.words, {fallback})", for_people), []
    if column.words is not None:
        cases = " ".join(["WHEN %s THEN %s"] * len(column.words))
        return f"CASE {raw} {cases} ELSE {raw} END", [part for pair in column.words.items() for part in pair]
    if column.hidden is Hidden.NAME and not whole:
        return _safe(f"left({raw}, 1) || repeat('＊', greatest(length({raw}) - 1, 0))", for_people), []
    if column.hidden is Hidden.WHOLE and not whole:
        return f"CASE WHEN {raw} = '' THEN '' ELSE '{HIDDEN}' END", []
    return _typed(column, raw, for_people), []


def _typed(column: Column, raw: str, for_people: bool) -> str:
    if column.type is Type.MOMENT:
        return f"date_trunc('second', {raw} AT TIME ZONE '{ZONE}')"
    if column.type is Type.YES_NO:
        return f"CASE WHEN {raw} THEN '是' WHEN NOT {raw} THEN '否' END" if for_people else raw
    return _safe(raw, for_people) if column.type is Type.TEXT else raw


def _safe(text: str, for_people: bool) -> str:
    """With an apostrophe before what a spreadsheet would reckon."""
    if not for_people:
        return text
    signs = ", ".join(f"chr({ord(sign)})" for sign in sorted(FORMULA))
    return f"CASE WHEN left({text}, 1) IN ({signs}) THEN '''' || {text} ELSE {text} END"
