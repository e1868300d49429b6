"""How far long work has come. What is being written is not committed yet, so that its progress lies beside the
database: a small file under the home, which another process reads while the transaction is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings

EVERY = 500
"""Things between two notes."""

T = TypeVar("T")


class Told:
    """Notes how many of how many are done; `total` 0 is not known yet."""

    def __init__(self, work: UUID, total: int = 0) -> None:
        self._file = _file(work)
        self._total = total
        self._done = 0

    def expect(self, total: int) -> None:
        self._total, self._done = total, 0

    def through(self, things: Iterable[T]) -> Iterator[T]:
        for thing in things:
            yield thing
            self._done += 1
            if self._done % EVERY == 0:
                self._write()

    def _write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        whole = self._file.with_suffix(".part")
        whole.write_text(f"{self._done} {self._total}")
        whole.replace(self._file)

    def finish(self) -> None:
        self._file.unlink(missing_ok=True)


def progress_of(work: UUID) -> tuple[int, int]:
    """(done, total); zeros where nothing is known, as on another machine than the worker's."""
    try:
        done, total = _file(work).read_text().split()
    except (OSError, ValueError):
        return 0, 0
    return int(done), int(total)


def _file(work: UUID) -> Path:
    return Path(settings.HOME) / "progress" / str(work)
