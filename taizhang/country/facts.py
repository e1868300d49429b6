"""What one installation gives to those above: rows without names, texts, places on a map or ids of anything."""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from django.db.models import QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.subjects.models import Subject

MEMORY = "400MB"
PARTITIONS = ("province", "month")
NOWHERE = 0
"""The province of a place whose code is not an official one."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A table of facts: the columns read, as DuckDB types them, and the moment whose month it belongs to."""

    name: str
    rows: QuerySet[Any]
    columns: dict[str, str]
    dated_by: str


def facts() -> list[Fact]:
    return [
        Fact(
            "cases",
            Case.objects.all(),
            {
                "campaign": "UUID", "category": "VARCHAR", "severity": "VARCHAR", "line": "VARCHAR", "state": "VARCHAR",
                "open": "BOOLEAN", "overdue": "BOOLEAN", "on_spot": "BOOLEAN", "relapsed": "BOOLEAN",
                "returns": "INTEGER", "filed_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ",
                "rectified_at": "TIMESTAMPTZ", "closed_at": "TIMESTAMPTZ",
            },
            "filed_at",
        ),
        Fact(
            "duties",
            Duty.objects.all(),
            {
                "campaign": "UUID", "rule": "VARCHAR", "verb": "VARCHAR", "line": "VARCHAR", "state": "VARCHAR",
                "opens_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ", "met_at": "TIMESTAMPTZ",
            },
            "due_at",
        ),
        Fact(
            "subjects",
            Subject.objects.all(),
            {"kind": "VARCHAR", "state": "VARCHAR", "added_at": "TIMESTAMPTZ", "ended_at": "TIMESTAMPTZ"},
            "added_at",
        ),
        Fact(
            "inspections",
            Inspection.objects.all(),
            {
                "campaign": "UUID", "checklist": "VARCHAR", "self_made": "BOOLEAN", "passed": "BOOLEAN",
                "happened_at": "TIMESTAMPTZ",
            },
            "happened_at",
        ),
    ]  # fmt: skip


def write_facts(folder: Path) -> dict[str, int]:
    """Write or renew this installation's files below the folder; returns the rows by table.

    Files of other installations beside them are left alone: each bears the code of its own root.
    """
    counted = {}
    with tempfile.TemporaryDirectory(prefix="taizhang-facts-") as made:
        work = Path(made)
        with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "temp_directory": made}) as engine:
            engine.execute("SET TimeZone = 'Asia/Shanghai'")
            _lookups(engine, work)
            for fact in facts():
                counted[fact.name] = _write(engine, fact, work)
        _renew(work / "out", folder, own_name())
    return counted


def _lookups(engine: duckdb.DuckDBPyConnection, work: Path) -> None:
    places, plans = _places(), [(row.pk, plan_of(row).id) for row in Campaign.objects.all()]
    _csv(work / "places.csv", places)
    _csv(work / "plans.csv", plans)
    kinds = "{'path': 'VARCHAR', 'province': 'INTEGER', 'county': 'VARCHAR', 'township': 'VARCHAR'}"
    engine.execute(f"CREATE TABLE places AS FROM read_csv('{work}/places.csv', header = false, columns = {kinds})")
    kinds = "{'campaign': 'UUID', 'plan': 'VARCHAR'}"
    engine.execute(f"CREATE TABLE plans AS FROM read_csv('{work}/plans.csv', header = false, columns = {kinds})")


def _places() -> list[tuple[str, int, str, str]]:
    """(path, province, county, township) of every place, by the official code nearest to it on the way up."""
    codes = dict(Org.objects.values_list("number", "code"))
    found = []
    for path in Org.objects.values_list("path", flat=True).distinct():
        official = next((code for n in reversed(parents(path)) if _official(code := codes.get(n, ""))), "")
        found.append((path, int(official[:2] or NOWHERE), official[:6], official[:9] if len(official) >= 9 else ""))
    return found


def _official(code: str) -> bool:
    return code.isdecimal() and len(code) >= 6


def own_name() -> str:
    """What tells this installation's files from others': the code of the top of its tree."""
    code = Org.objects.filter(parent=None).order_by("number").values_list("code", flat=True).first() or "none"
    return "".join(sign if sign.isalnum() else "-" for sign in code)


def _write(engine: duckdb.DuckDBPyConnection, fact: Fact, work: Path) -> int:
    source = work / f"{fact.name}.csv"
    count = _csv(source, fact.rows.values_list("path", *fact.columns).iterator(chunk_size=5000))
    kinds = {"path": "VARCHAR", **fact.columns}
    engine.read_csv(
        str(source), header=False, columns=kinds, na_values="", quotechar='"', escapechar='"', auto_detect=False
    ).create_view("read", replace=True)
    chosen = [
        f"read.{name}::TIMESTAMP AS {name}" if kind == "TIMESTAMPTZ" else f"read.{name}"
        for name, kind in fact.columns.items()
        if name != "campaign"
    ]
    planned = "campaign" in fact.columns
    plan, join = ("plans.plan, ", "LEFT JOIN plans USING (campaign)") if planned else ("", "")
    target = work / "out" / fact.name
    target.mkdir(parents=True)
    engine.execute(
        f"COPY (SELECT coalesce(province, {NOWHERE}) AS province, strftime(read.{fact.dated_by}, '%Y-%m') AS month, "  # noqa: S608
        f"county, township, {plan}{', '.join(chosen)} FROM read LEFT JOIN places USING (path) {join}) "
        f"TO '{target}' (FORMAT parquet, COMPRESSION zstd, PARTITION_BY ({', '.join(PARTITIONS)}), "
        f"FILENAME_PATTERN '{own_name()}-{{i}}')"
    )
    source.unlink()
    return count


def _csv(path: Path, rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def _renew(made: Path, folder: Path, name: str) -> None:
    """What the installation gave before goes, then the new comes: a month that became empty leaves nothing behind."""
    for old in folder.glob(f"*/province=*/month=*/{name}-*.parquet"):
        old.unlink()
    for file in made.glob("*/province=*/month=*/*.parquet"):
        target = folder / file.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(file, target)
