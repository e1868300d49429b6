"""`taizhang migrate`: bring the database to the present version."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

HELP = "建立或升级数据库（serve 启动时会自动执行）"

_MIGRATORS = 0x7A5EA2
"""The lock on which migrators wait for each other."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    migrate()
    return 0


def migrate() -> None:
    """Apply what is missing; nothing to do takes a moment."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from taizhang.journal.rebuild import index_what_is_not

    from .old_beside_new import hold_tables, keep_defaults

    # Django notes a migration only after its deferred statements: killed in between, it would make a table twice. Where
    # the database undoes definitions too, all of it happens or nothing.
    many = connection.vendor == "postgresql"  # programs, of two versions even, on one database
    with _alone(), transaction.atomic() if many else nullcontext():
        if many:
            hold_tables()
        call_command("migrate", verbosity=0, interactive=False)
        if many:
            keep_defaults()
        index_what_is_not()


@contextmanager
def _alone() -> Iterator[None]:
    """Of several that start at once one migrates at a time; what a killed one left running on the server ends first."""
    import fcntl

    from django.conf import settings
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATORS])
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATORS])
        return
    with (settings.HOME / "migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
