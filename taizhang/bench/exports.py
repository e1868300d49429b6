"""The ledger as CSV and as Parquet for other systems, against the database's own way out of the same columns."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from taizhang.cases.models import Case
from taizhang.doors.csv_door import csv_of
from taizhang.doors.keys import Grant
from taizhang.doors.parquet import parquet_file
from taizhang.doors.reading import rows_in_scope
from taizhang.doors.tables import CASES

from . import yardsticks
from .figure import Figure, beside
from .town import Town


def export_figures(town: Town, rows: int) -> Iterator[Figure]:
    grant = Grant(key=0, actor=town.office, tables=frozenset({"cases"}), campaigns=(), writes=False)
    columns = ", ".join(dict.fromkeys(column.read for column in CASES.columns))
    table = Case._meta.db_table

    def wanted() -> int:
        return min(rows, Case.objects.count())

    def as_csv() -> int:
        with tempfile.TemporaryFile() as file:
            for piece in csv_of(grant, CASES, rows_in_scope(grant, CASES)[:rows], CASES.columns):
                file.write(piece.encode() if isinstance(piece, str) else piece)
        return wanted()

    def as_parquet() -> int:
        with parquet_file(grant, CASES, rows_in_scope(grant, CASES)[:rows], CASES.columns):
            return wanted()

    def theirs() -> int:
        return yardsticks.copied(columns, table, wanted())

    yield beside("台账导出 CSV", "行/秒", as_csv, "数据库自己导出", theirs, aim=0.5)
    yield beside("台账导出 Parquet", "行/秒", as_parquet, "数据库自己导出 CSV", theirs, aim=0.5)
