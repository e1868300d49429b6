"""Many PostgreSQL servers read as one: each county keeps its own database, those above see its facts as a partition.

`offer` makes the views with the facts in a county's own database; `join` makes, in a database of those above, one table
for each kind of fact, whose partitions are the views of the counties (postgres_fdw). Nothing is copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
from django.db import connection, transaction
from psycopg import sql

from taizhang.core.refusals import Refused

from .facts import NOWHERE, Fact, facts, own_name
from .national import Rows, whole

SCHEMA = "facts"
_COLUMNS = {"source": "text", "province": "int", "month": "text", "county": "text", "township": "text"}
_TYPES = {"VARCHAR": "text", "INTEGER": "int", "UUID": "uuid", "TIMESTAMPTZ": "timestamptz", "BOOLEAN": "boolean"}
_PLACES = """
    SELECT path, left(code, 2)::int AS province, left(code, 6) AS county,
           CASE WHEN length(code) >= 9 THEN left(code, 9) ELSE '' END AS township
    FROM (SELECT DISTINCT below.path, (
            SELECT above.code FROM orgs_org above
            WHERE above.number = ANY(string_to_array(trim(BOTH '/' FROM below.path), '/')::int[])
              AND above.code ~ '^[0-9]{6,}$'
            ORDER BY length(above.path) DESC LIMIT 1) AS code
          FROM orgs_org below) AS named
"""
"""As `facts._places`: by the official code nearest on the way up."""


def offer(reader: str = "") -> str:
    """Make the views in this installation's database, readable by the role `reader`; returns the name of the source.

    Raises Refused("not-permitted") where the database is not PostgreSQL.
    """
    if connection.vendor != "postgresql":
        raise Refused("not-permitted", "只有 PostgreSQL 上的数据能直接被上级读取；用 SQLite 的，请写成文件交上去")
    name = own_name()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        cursor.execute(f"CREATE VIEW {SCHEMA}.source AS SELECT %s::text AS source", [name])
        cursor.execute(f"CREATE VIEW {SCHEMA}.places AS {_PLACES}")
        for fact in facts():
            cursor.execute(_view(fact), [name])
        if reader:
            role = connection.ops.quote_name(reader)
            cursor.execute(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {role}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {SCHEMA} TO {role}")
    return name


def _view(fact: Fact) -> str:
    own = ", ".join(f"held.{column}" for column in fact.columns if column != "campaign")
    planned = "campaign" in fact.columns
    plan, join = ("plans.plan ->> 'id' AS plan, ", "JOIN campaigns_campaign plans ON plans.id = held.campaign")
    return (
        f"CREATE VIEW {SCHEMA}.{fact.name} AS SELECT %s::text AS source, coalesce(province, {NOWHERE}) AS province, "  # noqa: S608
        f"to_char(held.{fact.dated_by} AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, county, township, "
        f"{plan if planned else ''}{own} FROM {fact.rows.model._meta.db_table} held "
        f"LEFT JOIN {SCHEMA}.places ON places.path = held.path {f'LEFT {join}' if planned else ''}"
    )


def join(above: str, counties: Sequence[str]) -> list[str]:
    """Make the tables in the database at the address `above`, with a partition for each county's address.

    Returns the names of the sources. Whoever is left out is joined no more. Raises Refused("unknown-thing") for a
    county that offers nothing.
    """
    sources = [(_name_at(address), address) for address in counties]
    with psycopg.connect(above) as central:
        central.execute("CREATE EXTENSION IF NOT EXISTS postgres_fdw")
        central.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(_SCHEMA))
        central.execute(sql.SQL("CREATE SCHEMA {}").format(_SCHEMA))
        for fact in facts():
            central.execute(
                sql.SQL("CREATE TABLE {}.{} ({}) PARTITION BY LIST (source)").format(
                    _SCHEMA, sql.Identifier(fact.name), sql.SQL(", ".join(_defined(fact)))
                )
            )
        for name, address in sources:
            _partition(central, name, address)
    return [name for name, _ in sources]


_SCHEMA = sql.Identifier(SCHEMA)


def _defined(fact: Fact) -> list[str]:
    plan = {"plan": "text"} if "campaign" in fact.columns else {}
    own = {column: _TYPES[kind] for column, kind in fact.columns.items() if column != "campaign"}
    return [f"{column} {kind}" for column, kind in {**_COLUMNS, **plan, **own}.items()]


def _name_at(address: str) -> str:
    with psycopg.connect(address) as county:
        try:
            row = county.execute(sql.SQL("SELECT source FROM {}.source").format(_SCHEMA)).fetchone()
        except psycopg.errors.UndefinedTable:
            row = None
    if row is None:
        where = urlsplit(address)
        said = f"{where.hostname or ''}{where.path} 里没有可读的数据，请先在那里运行 taizhang facts --offer"
        raise Refused("unknown-thing", said)
    return str(row[0])


def _partition(central: psycopg.Connection[tuple[object, ...]], name: str, address: str) -> None:
    parts = urlsplit(address)
    where = {
        "host": parts.hostname or parse_qs(parts.query).get("host", [""])[0], "port": str(parts.port or 5432),
        "dbname": unquote(parts.path.lstrip("/")), "fetch_size": "10000", "async_capable": "true",
    }  # fmt: skip
    who = {"user": unquote(parts.username or ""), "password": unquote(parts.password or "")}
    server = sql.Identifier(f"county_{name}")
    central.execute(sql.SQL("DROP SERVER IF EXISTS {} CASCADE").format(server))
    central.execute(
        sql.SQL("CREATE SERVER {} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({})").format(server, _options(where))
    )
    central.execute(
        sql.SQL("CREATE USER MAPPING FOR CURRENT_USER SERVER {} OPTIONS ({})").format(server, _options(who))
    )
    for fact in facts():
        central.execute(
            sql.SQL("CREATE FOREIGN TABLE {}.{} PARTITION OF {}.{} FOR VALUES IN ({}) SERVER {} OPTIONS ({})").format(
                _SCHEMA, sql.Identifier(f"{fact.name}_{name}"), _SCHEMA, sql.Identifier(fact.name), sql.Literal(name),
                server, _options({"schema_name": SCHEMA, "table_name": fact.name}),
            )
        )  # fmt: skip


def _options(given: dict[str, str]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(key), sql.Literal(value)) for key, value in given.items() if value
    )


def on_servers(above: str, query: str) -> Rows:
    """A national figure, counted by PostgreSQL over the counties joined there."""
    with psycopg.connect(above, options=f"-c search_path={SCHEMA} -c enable_partitionwise_aggregate=on") as central:
        return [tuple(map(whole, row)) for row in central.execute(query.encode()).fetchall()]
