"""How much more memory this process took at most while something ran."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROCESS = Path("/proc/self")


class Most:
    """Megabytes above what stood at the beginning; 0 where the system does not say."""

    megabytes = 0.0

    @property
    def said(self) -> str:
        return f"内存多占 {self.megabytes:.0f} MB" if self.megabytes else ""


@contextmanager
def memory_above() -> Iterator[Most]:
    most = Most()
    if not (PROCESS / "clear_refs").exists():
        yield most
        return
    (PROCESS / "clear_refs").write_text("5")  # the highest so far is forgotten (proc(5))
    before = _kilobytes("VmRSS")
    yield most
    most.megabytes = max(0, _kilobytes("VmHWM") - before) / 1024


def _kilobytes(name: str) -> int:
    told = (PROCESS / "status").read_text()
    return next(int(line.split()[1]) for line in told.splitlines() if line.startswith(f"{name}:"))
