"""What an installation asks of a laptop while nobody does anything: memory, and the time until the first page."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from .clients import served
from .figure import Figure

OURS, BARE = "taizhang.config.wsgi:application", "taizhang.bench.bare_wsgi:application"


def footprint_figures() -> Iterator[Figure]:
    """One process of either server."""
    (ours_at, ours_kb), (bare_at, bare_kb) = _idle(OURS, "/sign-in"), _idle(BARE, "/take")
    yield Figure("从启动到第一页", ours_at, "秒", "空框架", bare_at, 0, less=True)
    if ours_kb and bare_kb:
        yield Figure("空闲时的内存", ours_kb / 1024, "MB", "空框架", bare_kb / 1024, 0, less=True)


def _idle(application: str, page: str) -> tuple[float, int]:
    """Seconds until the first answer, and kB of memory after it (0 where the system does not say)."""
    begun = time.perf_counter()
    with served(application, processes=1) as (port, process):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", page)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        if answer.status >= 400:
            raise RuntimeError(f"{page}: {answer.status} {said[:500].decode(errors='replace')}")
        return time.perf_counter() - begun, sum(_resident(one) for one in _family(process.pid))


def _family(process: int) -> Iterator[int]:
    """The process and those that it started."""
    yield process
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _resident(process: int) -> int:
    try:
        said = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in said.splitlines() if line.startswith("VmRSS")), 0)
