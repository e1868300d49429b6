"""One line of the table: a rate, the yardstick's rate beside it, and what we aim at."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

Work = Callable[[], int]
"""Does something and returns how many of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `theirs` in `unit` per second (or a count where `unit` says so); `aim` is the least
    ratio wanted, 0 where none is set."""

    name: str
    ours: float
    unit: str
    yardstick: str
    theirs: float
    aim: float

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs if self.theirs else 0.0

    @property
    def met(self) -> bool:
        return self.ratio >= self.aim

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "met": self.met}


def rate(work: Work) -> float:
    """How many per second."""
    begun = time.perf_counter()
    count = work()
    return count / max(time.perf_counter() - begun, 1e-9)


def beside(name: str, unit: str, ours: Work, yardstick: str, theirs: Work, *, aim: float, rounds: int = 3) -> Figure:
    """Both in turns, so that what else the machine does meets both; the middle of the rounds counts."""
    pairs = [(rate(ours), rate(theirs)) for _ in range(rounds)]
    middle = rounds // 2
    return Figure(
        name, sorted(one for one, _ in pairs)[middle], unit, yardstick, sorted(one for _, one in pairs)[middle], aim
    )
