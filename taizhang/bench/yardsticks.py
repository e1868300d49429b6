"""What the machine can do without us: its database's durable commits and bulk inserts, the writer library alone."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import unicodedata
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

import xlsxwriter
from django.db import connection, transaction

TABLE = "bench_yardstick"


def make_table() -> None:
    """A plain table with a key and a text: the least that keeps a record."""
    kind = "uuid" if connection.vendor == "postgresql" else "char(32)"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {TABLE} (id {kind} PRIMARY KEY, body text NOT NULL)")


def commits(bodies: Sequence[str]) -> int:
    """One durable commit for each body."""
    for body in bodies:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} VALUES (%s, %s)", [uuid4().hex, body])  # noqa: S608
    return len(bodies)


def bulk(bodies: Sequence[str], size: int = 100) -> int:
    """Many rows in one statement, one durable commit for each `size` of them."""
    for start in range(0, len(bodies), size):
        part = bodies[start : start + size]
        values = ", ".join(["(%s, %s)"] * len(part))
        with transaction.atomic(), connection.cursor() as cursor:
            parameters = [value for body in part for value in (uuid4().hex, body)]
            cursor.execute(f"INSERT INTO {TABLE} VALUES {values}", parameters)  # noqa: S608
    return len(bodies)


def workbook(rows: Sequence[Sequence[Any]]) -> int:
    """The writer library alone, rows given away as they are written."""
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return len(rows)


def copied(columns: str, table: str, rows: int) -> int:
    """The database's own way out: COPY on PostgreSQL; SQLite has none, its rows and the csv module do."""
    sql = f"SELECT {columns} FROM {table} LIMIT {rows}"  # noqa: S608
    with connection.cursor() as cursor, tempfile.TemporaryFile() as file:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as out:
                file.writelines(bytes(piece) for piece in out)
        else:
            cursor.execute(sql)
            with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
                csv.writer(text).writerows(iter(cursor.fetchone, None))
    return rows


def normalised(text: str) -> int:
    """One pass over a text in C: every character looked at once."""
    return len(unicodedata.normalize("NFKC", text))


def hashed(forms: Sequence[dict[str, Any]]) -> int:
    """Every record written as JSON and hashed: the least that a verification has to do."""
    for form in forms:
        sha256(json.dumps(form, ensure_ascii=False, sort_keys=True).encode()).digest()
    return len(forms)
