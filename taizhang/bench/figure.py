"""One line of the table: what was measured, the yardstick beside it, and what we aim at."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

Work = Callable[[], int]
"""Does something and returns how many of it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`ours` and `theirs` in `unit`; `aim` is the least ratio wanted, 0 where none is set."""

    name: str
    ours: float
    unit: str
    yardstick: str
    theirs: float
    aim: float
    less: bool = False
    """The less the better (seconds, bytes); else the more."""
    besides: str = ""
    """What else was seen meanwhile."""
    missed: str = ""
    """What else was wanted and is not so."""
    heading: str = ""

    @property
    def ratio(self) -> float:
        """How many times as good as the yardstick."""
        better, worse = (self.theirs, self.ours) if self.less else (self.ours, self.theirs)
        return better / worse if worse else 0.0

    @property
    def met(self) -> bool:
        return self.ratio >= self.aim and not self.missed

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": round(self.ratio, 3), "met": self.met}


def under(heading: str, figures: Iterable[Figure]) -> Iterator[Figure]:
    """The lines of one part of the table."""
    return (replace(one, heading=heading) for one in figures)


def rate(work: Work) -> float:
    """How many per second."""
    begun = time.perf_counter()
    count = work()
    return count / max(time.perf_counter() - begun, 1e-9)


def middle_rate(work: Work, rounds: int = 3) -> float:
    return sorted(rate(work) for _ in range(rounds))[rounds // 2]


def beside(name: str, unit: str, ours: Work, yardstick: str, theirs: Work, *, aim: float, rounds: int = 3) -> Figure:
    """Both in turns, so that what else the machine does meets both; the middle of the rounds counts."""
    pairs = [(rate(ours), rate(theirs)) for _ in range(rounds)]
    middle = rounds // 2
    return Figure(
        name, sorted(one for one, _ in pairs)[middle], unit, yardstick, sorted(one for _, one in pairs)[middle], aim
    )
