"""Programs of two versions on one PostgreSQL: the older ones go on while the newer one migrates, and afterwards."""

from __future__ import annotations

import psycopg
import pytest
from django.db.migrations import AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel
from django.db.migrations.loader import MigrationLoader

from tests.installation import ON_POSTGRES, Maker

pytestmark = pytest.mark.mission("C71")
on_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="TAIZHANG_TEST_DATABASE=postgres")

TAKEN_AWAY_ONCE = {"campaigns.0002_draft_items"}
"""Before anything was installed anywhere."""

WORKERS_OWN = "journal 0003_leaves_and_senders journal_block leaves"
"""Older than the rule, and written by the worker alone, which is stopped first."""

ADDED = """
from django.apps import apps
from django.db import connection
from django.db.migrations import AddField, CreateModel
from django.db.migrations.loader import MigrationLoader
with connection.cursor() as cursor:
    cursor.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
        "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'")
    asked = set(cursor.fetchall())
count = 0
for (label, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
    new = {one.name.lower() for one in migration.operations if isinstance(one, CreateModel)}
    for one in migration.operations if migration.__module__.startswith("taizhang.") else ():
        if isinstance(one, AddField) and one.model_name.lower() not in new:
            try:
                model = apps.get_model(label, one.model_name)
                column = (model._meta.db_table, model._meta.get_field(one.name).column)
            except LookupError:
                continue
            count += 1
            if column in asked:
                print(label, name, *column)
print(count > 40)
"""

BACK = """
from django.core.management import call_command
call_command("migrate", "inspections", "0003", verbosity=0)
"""


def test_migrations_take_nothing_away_that_the_version_before_reads() -> None:
    """What is to go is not used by one version, and goes with the next: then its migration belongs in the list."""
    taking = (AlterModelTable, DeleteModel, RemoveField, RenameField, RenameModel)
    found = {
        f"{label}.{name}"
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if migration.__module__.startswith("taizhang.") and any(isinstance(one, taking) for one in migration.operations)
    }
    assert found == TAKEN_AWAY_ONCE


@on_postgres
def test_a_row_can_be_written_by_whoever_does_not_know_the_columns_added_since(installations: Maker) -> None:
    """What is printed could not: give the new column a default, or let it be null."""
    assert installations.migrated("postgres").python(ADDED).splitlines() == [WORKERS_OWN, "True"]


@on_postgres
def test_a_migration_waits_for_a_request_under_way_and_breaks_off_none(installations: Maker) -> None:
    """The request has one table and then wants another, which the migration would have taken before."""
    place = installations.migrated("postgres")
    place.python(BACK)
    with psycopg.connect(place.url) as request, psycopg.connect(place.url, autocommit=True) as watcher:
        request.execute("SELECT 1 FROM inspections_inspection")
        migration = place.start("-m", "taizhang", "migrate")
        trying = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LOCK TABLE%'"
        while not watcher.execute(trying).fetchone()[0]:  # type: ignore[index]
            assert migration.poll() is None, migration.communicate()
        for table in ("accounts_user", "cases_case", "journal_storedentry", "tallies_tally"):
            request.execute(f"SELECT 1 FROM {table}")  # type: ignore[arg-type]
        assert migration.poll() is None
        request.commit()
        assert migration.communicate(timeout=120)[1] == "" and migration.returncode == 0
    assert "步没有升级" not in place.run("doctor").stdout
