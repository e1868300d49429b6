"""So that programs of the version before go on working while PostgreSQL is migrated, and for some time afterwards."""

from __future__ import annotations

import time
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Field
from django.db.utils import OperationalError

GRASP = 500
"""Milliseconds to take all tables in, well below the second after which PostgreSQL looks for deadlocks."""
PAUSE = 1.0
PATIENCE = 300.0
"""Seconds; whoever reads one table as long as that (an export of a country) keeps the migration waiting."""


def hold_tables() -> None:
    """Before the first table is changed, take all of them: a migration and a request that took some each would wait for
    one another, and PostgreSQL would break off the request. Whoever comes meanwhile waits until all is done.

    Raises OperationalError if somebody reads for longer than PATIENCE.
    """
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()) and not _without_default():
        return
    until = time.monotonic() + PATIENCE
    while not _held():
        if time.monotonic() > until:
            raise OperationalError("有连接一直占用着表（例如很长的导出），没有升级数据库；请等它结束，再启动一次")
        time.sleep(PAUSE)


def _held() -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:  # a savepoint: going back to it lets the tables go
            tables = ", ".join(map(connection.ops.quote_name, connection.introspection.table_names(cursor)))
            cursor.execute(f"SET LOCAL statement_timeout = {GRASP}")
            cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        return False
    return True


def keep_defaults() -> None:
    """What a new column has in old rows, it has in the rows that an older program writes, which does not know it.

    Django takes the default away as soon as the old rows have it.
    """
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, column, value in _without_default():
            cursor.execute(f"ALTER TABLE {quote(table)} ALTER COLUMN {quote(column)} SET DEFAULT %s", [value])


def _without_default() -> list[tuple[str, str, Any]]:
    """Table, column and value of the columns that must have one, and which the database would not know."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        )
        bare = set(cursor.fetchall())
    columns = [(model._meta.db_table, one) for model in apps.get_models() for one in model._meta.concrete_fields]
    found = [(table, str(one.column), _constant(one)) for table, one in columns if (table, one.column) in bare]
    return [(table, column, value) for table, column, value in found if value is not None]


def _constant(field: Field[Any, Any]) -> Any:
    """What every row has unless it is told otherwise; None where each has its own (keys, moments)."""
    own = callable(field.default) and field.default not in (dict, list)
    if own or field.primary_key or getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return None
    return connection.schema_editor().effective_default(field)
