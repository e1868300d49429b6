"""`taizhang worker`: the clock, the sealing, and the long work."""

from __future__ import annotations

import argparse
import logging
import signal
import threading
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.utils import timezone

HELP = "后台：到期处理、报表定稿、封签、导入导出等长任务"
PAUSE = 2.0
"""Seconds between two looks at the clock."""

log = logging.getLogger("taizhang.worker")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="处理完当前到期的事项就退出")


def run(options: argparse.Namespace) -> int:
    stop = threading.Event()
    if options.once:
        turn()
        return 0
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    work(stop)
    return 0


def work(stop: threading.Event) -> None:
    """Until told to stop: a fault in one round is written to the log, and the next round tries again."""
    from taizhang.watch.beating import beat

    jobs = [
        threading.Thread(target=_jobs, args=(stop, queue), name=f"jobs-{queue}", daemon=True)
        for queue in settings.QUEUES
    ]
    for thread in jobs:
        thread.start()
    while not stop.is_set():
        now = timezone.now()
        _guarded(partial(beat, now=now))
        for part in PARTS:  # a fault in one must not keep the others waiting
            _guarded(partial(part, now))
        stop.wait(PAUSE)
    for thread in jobs:
        thread.join(timeout=30 / len(jobs))


def turn() -> None:
    """One round; the first fault ends it."""
    now = timezone.now()
    for part in PARTS:
        part(now)


def _fall_due(now: datetime) -> None:
    from taizhang.workflows.clock import tick

    tick(now=now)


def _freeze(now: datetime) -> None:
    from taizhang.reports.operations import sweep

    sweep(now=now)


def _rank(now: datetime) -> None:
    from taizhang.standings.operations import rank

    rank(now=now)


def _forget(now: datetime) -> None:
    from taizhang.retention.operations import sweep

    sweep(now=now)


def _seal(now: datetime) -> None:
    from taizhang.journal.seal import PATIENCE, seal

    seal(at=now, patience=PATIENCE)


def _tell(now: datetime) -> None:
    from taizhang.workflows.told import tell_people

    tell_people(now=now)


def _send_outwards(now: datetime) -> None:
    from taizhang.notices.sending import send_outwards

    send_outwards(now=now)


def _send_heads(now: datetime) -> None:
    from taizhang.watch.sending_heads import send_heads

    send_heads(now=now)


def _forget_lines(now: datetime) -> None:
    """Names in registers whose time is over."""
    from taizhang.books.retention import erase_what_is_over

    erase_what_is_over(now=now)


def _resume(now: datetime) -> None:
    """Long work whose worker died begins anew."""
    from taizhang.archive import operations as archive
    from taizhang.foresight import operations as foresight
    from taizhang.imports import operations as imports

    archive.resume_silent(at=now)
    foresight.resume_silent(at=now)
    imports.resume_silent(at=now)


PARTS: tuple[Callable[[datetime], None], ...] = (
    _fall_due, _freeze, _rank, _forget, _forget_lines, _seal, _tell, _send_outwards, _send_heads, _resume,
)  # fmt: skip


def _jobs(stop: threading.Event, queue: str) -> None:
    from taizhang.workflows.jobs import run_waiting

    while not stop.is_set():
        _guarded(partial(run_waiting, queue))
        stop.wait(0.5)


def _guarded(work: object) -> None:
    from django.db import close_old_connections

    close_old_connections()
    try:
        work()  # type: ignore[operator]
    except Exception:
        log.exception("后台处理出错，将重试")
    finally:
        close_old_connections()
