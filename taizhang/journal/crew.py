"""Processes that work at shares ahead of the one that takes what they made."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from typing import Protocol, TypeVar

from django.db import connections

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 3
"""Shares for each process that are in work or wait to be taken."""


class Work(Protocol):
    """Does something to each of many, and gives the results in their order."""

    def __call__(self, do: Callable[[Given], Made], shares: Iterable[Given]) -> Iterator[Made]: ...


def processors() -> int:
    """How many processes can work at once here; 1 where a process cannot fork."""
    if "fork" not in get_all_start_methods():
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def crew(processes: int) -> Iterator[Work]:
    """With one, this process does it all itself; else it must be in no transaction: the others see what is committed.

    They are forked before the database is opened again: a connection belongs to one process.
    """
    if processes == 1:
        yield _alone
        return
    connections.close_all()
    with ProcessPoolExecutor(processes, get_context("fork"), _end_with_parent) as pool:
        pool.submit(int).result()  # all are there from now on

        def work(do: Callable[[Given], Made], shares: Iterable[Given]) -> Iterator[Made]:
            waiting: deque[Future[Made]] = deque()
            for share in shares:
                waiting.append(pool.submit(do, share))
                if len(waiting) == processes * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

        yield work


def _alone(do: Callable[[Given], Made], shares: Iterable[Given]) -> Iterator[Made]:
    return map(do, shares)


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for ever."""
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
