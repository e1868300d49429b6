"""A country made up: the facts of so many counties, and how long the national figures take as it grows.

`python -m taizhang.bench.counties [COUNTIES] [CASES]`: each county a file a month as they would be handed in, then the
same put together by province and month; prints rates as ratios to reading the bytes of the files.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb

from taizhang.country.national import ENGINES, FIGURES

PROVINCES = 31
MONTHS = 12
DUTIES, INSPECTIONS, SUBJECTS = 2, 2, 1
"""For each case so many of the others."""

_COUNTY = "11 + n % {provinces} AS province, printf('%02d%04d', 11 + n % {provinces}, n) AS county"
_MOMENT = "TIMESTAMP '2026-01-01' + INTERVAL 1 MINUTE * (hash(i, {salt}) % 525600)::BIGINT"
_SQL = {
    "cases": """
        SELECT {county}, county || '001' AS township, 'gas-safety' AS plan, 'c' || hash(i, 2) % 40 AS category,
               ['general', 'serious', 'major'][1 + (hash(i, 3) % 3)::INT] AS severity, 'safety' AS line,
               hash(i, 4) % 10 < 3 AS open, CASE WHEN open THEN 'assigned' ELSE 'struck' END AS state,
               hash(i, 5) % 10 = 0 AS overdue, hash(i, 6) % 4 = 0 AS on_spot, hash(i, 7) % 50 = 0 AS relapsed,
               0 AS returns, {moment} AS filed_at, filed_at + INTERVAL 15 DAY AS due_at,
               NULL::TIMESTAMP AS rectified_at, CASE WHEN open THEN NULL ELSE due_at END AS closed_at,
               strftime(filed_at, '%Y-%m') AS month""",
    "duties": """
        SELECT {county}, 'gas-safety' AS plan, 'check' AS rule, ['inspect', 'report', 'hold'][1 + (hash(i, 2) % 3)::INT]
               AS verb, 'safety' AS line, ['met', 'met_late', 'lapsed', 'open'][1 + (hash(i, 3) % 4)::INT] AS state,
               {moment} AS due_at, strftime(due_at, '%Y-%m') AS month""",
    "inspections": """
        SELECT {county}, 'gas-safety' AS plan, 'kitchen' AS checklist, hash(i, 2) % 5 = 0 AS self_made,
               hash(i, 3) % 10 < 8 AS passed, {moment} AS happened_at, strftime(happened_at, '%Y-%m') AS month""",
    "subjects": """
        SELECT {county}, ['restaurant', 'operator'][1 + (hash(i, 2) % 2)::INT] AS kind, 'active' AS state,
               {moment} AS added_at, strftime(added_at, '%Y-%m') AS month""",
}
_TIMES = {"cases": 1, "duties": DUTIES, "inspections": INSPECTIONS, "subjects": SUBJECTS}


def made_up(folder: Path, *, counties: int, cases: int, by_county: bool = False) -> None:
    """`by_county`: a file for each county and month, as they are handed in; else one for each province and month."""
    with duckdb.connect(config={"memory_limit": "2GB", "temp_directory": str(folder)}) as engine:
        engine.execute("SET partitioned_write_max_open_files = 400")
        steps = counties if by_county else 1
        for step in range(steps):
            for table, sql in _SQL.items():
                _write(engine, folder / table, table, sql, (step, 1 if by_county else counties, cases))


def _write(engine: duckdb.DuckDBPyConnection, target: Path, table: str, sql: str, span: tuple[int, int, int]) -> None:
    first, counties, cases = span
    target.mkdir(parents=True, exist_ok=True)
    query = sql.format(county=_COUNTY.format(provinces=PROVINCES), moment=_MOMENT.format(salt=1))
    count = counties * cases * _TIMES[table]
    source = f"(SELECT {first} + i % {counties} AS n, i + {first} * 1000003 AS i FROM range({count}) t(i))"  # noqa: S608
    engine.execute(
        f"COPY ({query} FROM {source}) TO '{target}' (FORMAT parquet, COMPRESSION zstd, "
        f"PARTITION_BY (province, month), FILENAME_PATTERN '{first:04d}-{{i}}', OVERWRITE_OR_IGNORE)"
    )


def main(counties: int, cases: int) -> None:
    for parts in (counties // 20, counties // 4, counties):
        for by_county in (True, False):
            with tempfile.TemporaryDirectory(prefix="taizhang-country-") as made:
                folder = Path(made)
                made_up(folder, counties=parts, cases=cases, by_county=by_county)
                _tell(folder, parts, by_county)


def _tell(folder: Path, counties: int, by_county: bool) -> None:
    files = list(folder.rglob("*.parquet"))
    size = sum(path.stat().st_size for path in files)
    reading = _seconds(lambda: [path.read_bytes() for path in files])
    said = "一县一月一文件" if by_county else "一省一月一文件"
    print(f"{counties} 县，{said}：{len(files)} 个文件，{size / 1e6:,.0f} MB，读出字节 {reading:.2f} 秒", flush=True)
    for name, engine in ENGINES.items():
        taken = {one: _seconds(partial(engine, folder, figure.sql)) for one, figure in FIGURES.items()}
        total = sum(taken.values())
        slowest = max(taken, key=lambda one: taken[one])
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {name}：{len(taken)} 张表共 {total:.1f} 秒，是读出字节的 {total / reading:.1f} 倍；"
              f"最慢 {slowest} {taken[slowest]:.1f} 秒；内存最高 {memory:,.0f} MB", flush=True)  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2800, int(sys.argv[2]) if len(sys.argv) > 2 else 2000)
