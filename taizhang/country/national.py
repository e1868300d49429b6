"""National figures: SQL over the facts, the same text for DuckDB on one machine and for Daft on many."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from taizhang.core.refusals import Refused

Rows = list[tuple[Any, ...]]
TABLES = ("cases", "duties", "subjects", "inspections")


@dataclass(frozen=True, slots=True)
class Figure:
    """`heads` are the columns in Chinese; every query orders its rows wholly, so that two engines can be compared."""

    label: str
    heads: tuple[str, ...]
    sql: str


FIGURES: Mapping[str, Figure] = {
    "provinces": Figure(
        "各省问题整改",
        ("省", "县数", "发现", "未销号", "逾期", "已销号", "当场整改"),
        """
        SELECT province, COUNT(DISTINCT county) AS counties, COUNT(*) AS filed,
               SUM(CASE WHEN open THEN 1 ELSE 0 END) AS left_open,
               SUM(CASE WHEN open AND overdue THEN 1 ELSE 0 END) AS late,
               SUM(CASE WHEN state = 'struck' THEN 1 ELSE 0 END) AS struck,
               SUM(CASE WHEN on_spot THEN 1 ELSE 0 END) AS on_spot
        FROM cases GROUP BY province ORDER BY province
        """,
    ),
    "months": Figure(
        "各月发现和销号",
        ("月", "发现", "已销号", "反复发案"),
        """
        SELECT month, COUNT(*) AS filed, SUM(CASE WHEN state = 'struck' THEN 1 ELSE 0 END) AS struck,
               SUM(CASE WHEN relapsed THEN 1 ELSE 0 END) AS relapsed
        FROM cases GROUP BY month ORDER BY month
        """,
    ),
    "categories": Figure(
        "问题最多的类别",
        ("方案", "类别", "发现", "未销号", "县数"),
        """
        SELECT plan, category, COUNT(*) AS filed, SUM(CASE WHEN open THEN 1 ELSE 0 END) AS left_open,
               COUNT(DISTINCT county) AS counties
        FROM cases GROUP BY plan, category ORDER BY filed DESC, plan, category LIMIT 50
        """,
    ),
    "lagging": Figure(
        "逾期最多的县",
        ("县", "发现", "逾期"),
        """
        SELECT county, COUNT(*) AS filed, SUM(CASE WHEN open AND overdue THEN 1 ELSE 0 END) AS late
        FROM cases GROUP BY county ORDER BY late DESC, county LIMIT 50
        """,
    ),
    "duties": Figure(
        "各省任务完成",
        ("省", "任务类型", "应完成", "按期", "逾期完成", "逾期未完成"),
        """
        SELECT province, verb, COUNT(*) AS owed, SUM(CASE WHEN state = 'met' THEN 1 ELSE 0 END) AS met,
               SUM(CASE WHEN state = 'met_late' THEN 1 ELSE 0 END) AS late,
               SUM(CASE WHEN state = 'lapsed' THEN 1 ELSE 0 END) AS lapsed
        FROM duties GROUP BY province, verb ORDER BY province, verb
        """,
    ),
    "inspections": Figure(
        "各省检查合格",
        ("省", "检查", "合格", "其中自查"),
        """
        SELECT province, COUNT(*) AS done, SUM(CASE WHEN passed THEN 1 ELSE 0 END) AS passed,
               SUM(CASE WHEN self_made THEN 1 ELSE 0 END) AS self_made
        FROM inspections GROUP BY province ORDER BY province
        """,
    ),
    "register": Figure(
        "各省底数",
        ("省", "类别", "在册"),
        """
        SELECT province, kind, COUNT(*) AS held FROM subjects WHERE state = 'active'
        GROUP BY province, kind ORDER BY province, kind
        """,
    ),
}


def on_duckdb(folder: Path, sql: str, *, memory: str = "2GB") -> Rows:
    """On one machine, in bounded memory."""
    with duckdb.connect(config={"memory_limit": memory}) as engine:
        if (table := _held(folder, sql)) is None:
            return []
        engine.execute(f"CREATE VIEW {table} AS FROM read_parquet('{_files(folder, table)}', {_HIVE})")
        return [tuple(map(whole, row)) for row in engine.execute(sql).fetchall()]


def on_daft(folder: Path, sql: str) -> Rows:
    """The same on Daft: here in this process, with a Ray address in the environment on many machines."""
    import daft

    if (table := _held(folder, sql)) is None:
        return []
    facts: dict[str, Any] = {table: daft.read_parquet(_files(folder, table), hive_partitioning=True)}
    columns = daft.sql(sql, **facts).to_pydict()
    return [tuple(map(whole, row)) for row in zip(*columns.values(), strict=True)]


ENGINES: Mapping[str, Callable[[Path, str], Rows]] = {"duckdb": on_duckdb, "daft": on_daft}
_HIVE = "hive_partitioning = true, hive_types = {'province': BIGINT, 'month': VARCHAR}"


def _held(folder: Path, sql: str) -> str | None:
    """The table that the query reads; None where nobody has such facts yet. Raises Refused("unknown-thing") where there
    are none of any kind."""
    if next(folder.glob("*/province=*/month=*/*.parquet"), None) is None:
        raise Refused("unknown-thing", f"{folder} 里没有数据，请先用 taizhang facts {folder} 写出")
    table = next(table for table in TABLES if f"FROM {table} " in sql)
    return table if next(folder.glob(f"{table}/*/*/*.parquet"), None) else None


def _files(folder: Path, table: str) -> str:
    return f"{folder}/{table}/*/*/*.parquet"


def whole(value: Any) -> Any:
    """Sums are integers of different widths, or decimals, with different engines."""
    return value if value is None or isinstance(value, str) else int(value)
