"""A table as Parquet: columnar, typed, within the scope, whatever its width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.db import connection

from taizhang.doors import copying
from taizhang.doors.tables import CASES, TABLES
from tests.loop.conftest import Clock
from tests.loop.scene import FIRST

from .conftest import PHONE, Outside, Systems


def table_in(system: Outside, tmp_path: Path, name: str, **query: Any) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """({column: type}, rows) of a table, as DuckDB reads the file."""
    answer = system.get(f"parquet/{name}.parquet", **query)
    assert answer.status_code == 200
    path = tmp_path / f"{name}.parquet"
    path.write_bytes(b"".join(answer.streaming_content))
    with duckdb.connect() as engine:
        found = engine.read_parquet(str(path))
        types = dict(zip(found.columns, map(str, found.types), strict=True))
        return types, [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]


@pytest.mark.mission("C78")
@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_is_read_by_duckdb_with_its_types(systems: Systems, tmp_path: Path, name: str) -> None:
    types, rows = table_in(systems.key(), tmp_path, name)
    assert next(iter(types)) == TABLES[name].key.name
    moments = {column for column, kind in types.items() if kind == "TIMESTAMP"}
    assert moments == {column.name for column in TABLES[name].columns if column.type == "moment"}
    assert rows or name in {"reports", "inspections"}


@pytest.mark.mission("C78", "C9", "C10")
def test_it_holds_the_keys_scope_and_protected_values_in_part(systems: Systems, tmp_path: Path, clock: Clock) -> None:
    systems.scene.found("hose", clock.now, title='逗号,引号"换行\n和=号')
    _, rows = table_in(systems.key(FIRST), tmp_path, "cases")
    assert {row["title"] for row in rows} == {"甲安的问题", "甲火的问题", '逗号,引号"换行\n和=号'}
    row = next(row for row in rows if row["title"] == "甲安的问题")
    assert (row["open"], row["overdue"], row["state_name"]) == (True, False, "已立案，待派单")
    assert f"{row['filed_at']:%Y-%m-%d %H:%M}" == "2026-05-13 09:00" and row["found_by_name"] == "周＊＊"
    assert row["description"] == "＊＊＊"
    campaign, org = systems.scene.campaign, systems.scene.org(FIRST)
    assert (row["campaign"], row["campaign_title"]) == (campaign.pk, campaign.title)
    assert row["path"].startswith(org.path) and row["org_name"] and row["category_name"] != row["category"]
    assert row["severity_name"] in {"一般", "较大", "重大"} and row["handler_name"] is None
    types, rows = table_in(systems.key(), tmp_path, "subjects", kind="restaurant")
    assert types["fields.seats"] == "DOUBLE" and {row["fields.seats"] for row in rows} == {30.0, None}
    assert PHONE not in str(rows)


@pytest.mark.mission("C78")
def test_the_databases_own_lines_are_those_that_we_would_write(
    systems: Systems, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL the database writes the CSV: the same words as Python's, masks and formulas included."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no COPY")
    systems.scene.found("hose", clock.now, title="=1+1", description="-2")
    for system in (systems.key(), systems.key(FIRST, personal=True)):
        for name in ("cases", "duties", "inspections", "orgs"):
            own = system.text(f"csv/{name}.csv").replace('""', "")
            with monkeypatch.context() as patch:
                patch.setattr("taizhang.doors.csv_door.can_copy", lambda columns: False)
                ours = system.text(f"csv/{name}.csv")
            assert sorted(own.splitlines()) == sorted(ours.splitlines()), name
    assert copying.can_copy(CASES.columns)
