"""Names and words put in by DuckDB for numbers and codes: the database would send each of them with every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from duckdb import DuckDBPyConnection, DuckDBPyRelation

from .reading import Names
from .tables import Column, Named, Type

KEYS = {Named.ORG: Type.WHOLE, Named.CAMPAIGN: Type.ID, Named.CATEGORY: Type.TEXT}
"""What each is looked up by; a category besides by its campaign."""
TYPES = {Type.WHOLE: "INTEGER", Type.ID: "UUID", Type.TEXT: "VARCHAR"}


def as_kept(columns: Sequence[Column]) -> list[Column]:
    """What has to be read: the columns but those that only name others, and what these are looked up by."""
    plain = [column for column in columns if not _put_in(column)]
    keys = {column.read: _key(column) for column in columns if _put_in(column)}
    if any(column.named is Named.CATEGORY for column in columns):
        keys["campaign"] = Type.ID
    there = {column.name for column in plain}
    return [*(Column(name, "", kind) for name, kind in keys.items() if name not in there), *plain]


def with_names(
    engine: DuckDBPyConnection, rows: DuckDBPyRelation, columns: Sequence[Column], names: Names
) -> DuckDBPyRelation:
    """The columns in their order, made of rows that have those of `as_kept`. An org without a name: null."""
    chosen, joins = [], []
    for number, column in enumerate(columns):
        if not _put_in(column):
            chosen.append(f'row."{column.name}"')
            continue
        found, campaign = f"names_{number}", column.named is Named.CATEGORY
        keyed = "unnest($3::UUID[])" if campaign else "NULL"
        engine.execute(
            f"CREATE TEMP TABLE {found} AS SELECT unnest($1::{TYPES[_key(column)]}[]) AS about, "
            f"unnest($2::VARCHAR[]) AS words, {keyed} AS campaign",
            _lists(column, names),
        )
        also = f" AND {found}.campaign = row.campaign" if campaign else ""
        joins.append(f"LEFT JOIN {found} ON {found}.about = row.{column.read}{also}")
        without = "NULL" if column.named in {Named.ORG, Named.CAMPAIGN} else f"row.{column.read}"
        chosen.append(f'coalesce({found}.words, {without}) AS "{column.name}"')
    statement = f"SELECT {', '.join(chosen)} FROM row {' '.join(joins)}"  # noqa: S608 - names of our own columns
    return cast(DuckDBPyRelation, rows.query("row", statement))


def _put_in(column: Column) -> bool:
    return column.named is not None or column.words is not None


def _key(column: Column) -> Type:
    return KEYS[column.named] if column.named is not None else Type.TEXT


def _lists(column: Column, names: Names) -> list[list[Any]]:
    """What is looked up, what it is called, and of which campaign it is."""
    if column.named is Named.CATEGORY:
        known = [(code, words, str(campaign)) for (campaign, code), words in names.categories.items()]
        return [[one[place] for one in known] for place in range(3)]
    if column.named is Named.CAMPAIGN:
        return [[str(about) for about in names.campaigns], list(names.campaigns.values())]
    called = names.orgs if column.named is Named.ORG else column.words or {}
    return [list(called), list(called.values())]
