"""Rows as Parquet: written down as CSV, made columnar by DuckDB in bounded memory, given out, and gone."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import duckdb
from django.db.models import QuerySet

from .copying import can_copy, copied
from .csv_cells import for_programs
from .keys import Grant
from .naming import as_kept, with_names
from .reading import OWN, Names, names_for, read
from .tables import Column, Table, Type

MEMORY = "600MB"
CELLS = 1_500_000
"""That groups of rows hold together: a wide table has fewer rows in each, so that memory stays the same."""

WIDE = 100
"""From so many columns on by one thread: each holds rows of its own."""

KINDS = {
    Type.TEXT: "VARCHAR", Type.WHOLE: "INTEGER", Type.NUMBER: "DOUBLE", Type.YES_NO: "BOOLEAN",
    Type.MOMENT: "TIMESTAMP", Type.ID: "UUID", Type.FIGURES: "VARCHAR", Type.VALUES: "VARCHAR",
}  # fmt: skip


def parquet_file(grant: Grant, table: Table, rows: QuerySet[Any], columns: Sequence[Column]) -> IO[bytes]:
    """An open temporary file; closing it removes it. Moments are Beijing time, empty texts are null."""
    made = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    with tempfile.TemporaryDirectory(prefix="taizhang-parquet-") as folder:
        held, target = Path(folder) / "rows.csv", Path(folder) / "rows.parquet"
        bare = as_kept(columns)
        if can_copy(bare):
            with held.open("wb") as file:
                file.writelines(copied(grant, rows, bare, for_people=False))
        else:
            _write(held, bare, read(grant, table, rows, bare))
        _to_parquet(held, target, columns, names_for(grant), Path(folder))
        with target.open("rb") as file:
            while piece := file.read(1 << 20):
                made.write(piece)
    made.seek(0)
    return made


def _write(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerows(for_programs(columns, rows))


def _to_parquet(source: Path, target: Path, columns: Sequence[Column], names: Names, folder: Path) -> None:
    """A number among a kind's own fields that is none (a text, a part of a protected one) becomes null."""
    held = as_kept(columns)
    kinds = {column.name: "VARCHAR" if column.name.startswith(OWN) else KINDS[column.type] for column in held}
    threads = 2 if len(columns) < WIDE else 1
    size = max(2048, min(122_880, CELLS // threads // len(columns)))
    settings: dict[str, Any] = {"memory_limit": MEMORY, "threads": threads, "preserve_insertion_order": False}
    settings["temp_directory"] = str(folder)
    own = [column.name for column in columns if column.name.startswith(OWN) and column.type is Type.NUMBER]
    numbers = ", ".join(f'try_cast("{name}" AS DOUBLE) AS "{name}"' for name in own)
    with duckdb.connect(config=settings) as engine:
        rows = engine.read_csv(
            str(source), header=False, columns=kinds, delimiter=",", quotechar='"', escapechar='"', na_values="",
            allow_quoted_nulls=True, max_line_size=1 << 21, buffer_size=1 << 22, auto_detect=False,
        )  # fmt: skip
        typed = rows.project(f"* REPLACE ({numbers})") if own else rows
        made = with_names(engine, typed, columns, names)
        made.write_parquet(str(target), compression="zstd", row_group_size=size)
