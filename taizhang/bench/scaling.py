"""What a second process brings, of those that serve and of those that do long work, on one PostgreSQL.

As much as the cores give is all that can be hoped for: the database and the clients need theirs too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection
from django_tasks_db.models import DBTaskResult

from taizhang.imports.models import Import
from taizhang.imports.operations import begin, check

from .clients import Sent, all_send, batches_of, forms_of, pages_of, served
from .figure import Figure
from .lessons import register_of
from .town import Town

CLIENTS = 8
REQUESTS = 15
"""Of each client, for each rate."""
IMPORTS, ROWS = 12, 2_000
JOBS = [sys.executable, str(Path(__file__).with_name("jobs.py"))]
NEARLY = 0.9
"""How much of what the cores give a second process has to bring."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many per second, and how many cores were busy meanwhile with all that runs on this machine (0: not told)."""

    rate: float
    cores: float


def scaling_figures(town: Town, kind: str, *, at: datetime) -> Iterator[Figure]:
    if connection.vendor != "postgresql":
        return
    kinds: Mapping[str, tuple[str, Callable[[int], Iterator[Sent]]]] = {
        "收手机同步，每次 20 条": ("条/秒", lambda who: batches_of(town, who, at)),
        "收 ODK 表单": ("份/秒", lambda who: forms_of(town, who, b"", at)),
        "看工作台和台账": ("页/秒", lambda who: pages_of(town, who, ("/", "/ledger/"))),
    }
    senders = {name: [requests(who) for who in range(CLIENTS)] for name, (_, requests) in kinds.items()}
    one, two = _served_by(1, senders), _served_by(2, senders)
    for name, (unit, _) in kinds.items():
        yield _gain(f"{name}，两个网页进程", unit, one[name], two[name])
    yield _gain("后台核对导入的表，两个后台", "行/秒", _worked_by(1, town, kind, at), _worked_by(2, town, kind, at))


def _gain(name: str, unit: str, one: Pace, two: Pace) -> Figure:
    cores = os.cpu_count() or 1
    most = min(2.0, cores / one.cores) if one.cores else 0.0
    besides = f"一个进程时用了 {cores} 核中的 {one.cores:.1f}" if one.cores else ""
    return Figure(name, two.rate, unit, "一个进程", one.rate, round(NEARLY * most, 2), besides=besides)


def _served_by(processes: int, senders: Mapping[str, Sequence[Iterator[Sent]]]) -> dict[str, Pace]:
    found = {}
    with served("taizhang.config.wsgi:application", processes=processes) as (port, _):
        for name, each in senders.items():
            for _ in range(processes):  # every process has its modules and plans by now
                all_send(port, [[next(one)] for one in each])
            made = [list(islice(one, REQUESTS)) for one in each]
            with _paced() as pace:
                pace.count = all_send(port, made)
            found[name] = pace.result
    return found


def _worked_by(workers: int, town: Town, kind: str, at: datetime) -> Pace:
    """Files of a register that wait are checked; each by one worker, once."""
    works = [
        begin(by=town.office, at=at, what="subjects", content=register_of(town, ROWS), name="底数.xlsx", kind=kind)
        for _ in range(IMPORTS)
    ]
    for work in works:
        check(by=town.office, at=at, about=work.pk, mappings={})
    processes = [subprocess.Popen(JOBS, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(workers)]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    with _paced() as pace:
        for process in processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in processes:
            process.wait()
        pace.count = IMPORTS * ROWS
    tasks = [one for one in DBTaskResult.objects.all() if one.args_kwargs["args"][0] in {str(w.pk) for w in works}]
    done = [one for one in tasks if one.status == "SUCCESSFUL" and len(one.worker_ids) == 1]
    if len(tasks) != IMPORTS or len(done) != IMPORTS:
        raise RuntimeError(f"{len(tasks)} 项任务只有 {len(done)} 项做了恰好一遍")
    Import.objects.all().delete()
    return pace.result


class _Pacing:
    count = 0

    def __init__(self) -> None:
        self.begun, self.busy = time.perf_counter(), _busy()
        self.result = Pace(0, 0)

    def stop(self) -> None:
        taken = time.perf_counter() - self.begun
        self.result = Pace(self.count / taken, (_busy() - self.busy) / taken)


@contextmanager
def _paced() -> Iterator[_Pacing]:
    pacing = _Pacing()
    yield pacing
    pacing.stop()


def _busy() -> float:
    """Seconds that all cores together have worked so far (proc(5)); 0 where the system does not say."""
    if not (told := Path("/proc/stat")).exists():
        return 0.0
    user, nice, system, *_ = map(int, told.read_text().splitlines()[0].split()[1:])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")
