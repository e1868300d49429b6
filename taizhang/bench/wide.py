"""A register as wide as they come: so many subjects with so many fields, out as CSV, Parquet and Excel.

`python -m taizhang.bench.wide [ROWS] [FIELDS]` in a home and database of its own; prints seconds and the most memory.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

ROWS, FIELDS = 132_229, 500
"""With the ten columns that every subject has: 510."""
BATCH = 500


def main(rows: int, fields: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    town = _filled(rows, fields)
    print(f"{rows} 行 × {fields} 个字段", flush=True)
    for name, work in _ways(town).items():
        _tell(name, work)


def _filled(rows: int, fields: int) -> Any:
    from django.utils import timezone

    from taizhang.bench.town import build
    from taizhang.campaigns.operations import start
    from taizhang.core.plan import Plan
    from taizhang.subjects.models import Subject

    now = timezone.now()
    town = build(1, "wide", at=now)
    asked = [{"id": f"f{n}", "label": f"第{n}项", "type": "number" if n % 3 == 0 else "text"} for n in range(fields)]
    plan = {
        "id": "wide", "title": "宽表",
        "phases": [{"id": "all", "name": "全程", "start": "2026-01-01", "end": "2030-12-31"}],
        "subject_kinds": [{"id": "wide", "name": "宽表对象", "fields": asked}], "categories": [], "duties": [],
    }  # fmt: skip
    start(by=town.office, at=now, plan=Plan.from_dict(plan), root=town.root, units={})
    first = Subject.objects.get()
    for begun in range(0, rows - 1, BATCH):
        Subject.objects.bulk_create(_made(first, begun, min(BATCH, rows - 1 - begun), fields))
    return town


def _made(first: Any, begun: int, count: int, fields: int) -> Iterator[Any]:
    from taizhang.core.ids import uuid7
    from taizhang.subjects.models import Subject

    shared = {"kind": "wide", "org": first.org, "path": first.path, "added_at": first.added_at, "address_key": ""}
    for number in range(begun, begun + count):
        held = {f"f{n}": (number + n) % 10_000 if n % 3 == 0 else f"内容{(number * n) % 997}" for n in range(fields)}
        name = f"对象{number}"
        yield Subject(id=uuid7(), name=name, name_key=name, fields=held, updated_at=first.updated_at, **shared)


def _ways(town: Any) -> dict[str, Callable[[], int]]:
    from django.utils import timezone

    from taizhang.doors.csv_door import csv_of
    from taizhang.doors.keys import Grant
    from taizhang.doors.parquet import parquet_file
    from taizhang.doors.reading import flat, rows_in_scope
    from taizhang.doors.tables import SUBJECTS
    from taizhang.subjects.kinds import kinds_for
    from taizhang.subjects.queries import subjects_for
    from taizhang.web.list_book import workbook
    from taizhang.web.register_book import register_book

    grant = Grant(key=0, actor=town.office, tables=frozenset({"subjects"}), campaigns=(), writes=False)
    columns = flat(grant, SUBJECTS, "wide")

    def as_csv() -> int:
        with tempfile.TemporaryFile() as file:
            for piece in csv_of(grant, SUBJECTS, rows_in_scope(grant, SUBJECTS), columns):
                file.write(piece.encode() if isinstance(piece, str) else piece)
            return file.tell()

    def as_parquet() -> int:
        with parquet_file(grant, SUBJECTS, rows_in_scope(grant, SUBJECTS), columns) as file:
            return file.seek(0, 2)

    def as_excel() -> int:
        kinds = {"wide": kinds_for(town.office)["wide"]}
        rows = subjects_for(town.office)
        with workbook(register_book(rows, kinds, whole=False), town.office, rows, at=timezone.now()) as file:
            return file.seek(0, 2)

    return {"CSV": as_csv, "Parquet": as_parquet, "Excel": as_excel}


def _tell(name: str, work: Callable[[], int]) -> None:
    begun, busy = time.perf_counter(), time.process_time()
    size = work()
    taken, used = time.perf_counter() - begun, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}：{taken:.0f} 秒（处理器 {used:.0f} 秒），{size / 1e6:,.0f} MB，内存最高 {memory:,.0f} MB", flush=True
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="taizhang-wide-") as home:
        os.environ |= {"TAIZHANG_HOME": home, "DJANGO_SETTINGS_MODULE": "taizhang.config.settings"}
        main(*(int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (ROWS, FIELDS))
