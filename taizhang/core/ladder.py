"""The ladder that a missed duty climbs: 提醒 → 督办 → 通报 → 约谈 → 问责, each rung at an offset from the due time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import pairwise

from .calendar import Span, WorkCalendar, parse_span


class Rung(StrEnum):
    """Rungs in the order in which they are climbed. From `INTERVIEW` on a named officer decides."""

    REMIND = "remind"
    SUPERVISE = "supervise"
    CIRCULATE = "circulate"
    INTERVIEW = "interview"
    ACCOUNT = "account"

    @property
    def label(self) -> str:
        return RUNG_LABELS[self]

    @property
    def height(self) -> int:
        return _HEIGHTS[self]


RUNG_LABELS = {
    Rung.REMIND: "提醒",
    Rung.SUPERVISE: "督办",
    Rung.CIRCULATE: "通报",
    Rung.INTERVIEW: "约谈",
    Rung.ACCOUNT: "问责",
}


_HEIGHTS: dict[str, int] = {rung: height for height, rung in enumerate(Rung)}

DECIDED = frozenset({Rung.INTERVIEW, Rung.ACCOUNT})
"""Rungs that the engine only proposes."""


def rung_words(name: str) -> str:
    """What climbing the rung means, in words: "自动督办", "建议约谈，由领导决定"."""
    if name not in {rung.value for rung in Rung}:
        return name
    rung = Rung(name)
    return f"建议{rung.label}，由领导决定" if rung in DECIDED else f"自动{rung.label}"


@dataclass(frozen=True, slots=True)
class Step:
    """A rung and how long after (before, if negative) the due time it is climbed."""

    rung: Rung
    offset: Span


Rungs = tuple[tuple[str, datetime], ...]
"""The rungs of one duty with the instant of each, in time order."""


@cache
def parse_step(text: str) -> Step:
    """Read "remind@-3d". Raises ValueError with a Chinese message."""
    name, mark, offset = text.partition("@")
    if not mark or name not in RUNG_LABELS:
        known = "、".join(f"{rung}（{rung.label}）" for rung in Rung)
        raise ValueError(f"“{text}”不是督促阶梯的写法，应为 级别@时间，例如 remind@-3d；级别有：{known}")
    return Step(Rung(name), parse_span(offset))


def parse_ladder(texts: Iterable[str]) -> tuple[Step, ...]:
    """Read a ladder. Raises ValueError where a rung is written twice or out of order."""
    steps = tuple(parse_step(text) for text in texts)
    for lower, higher in pairwise(steps):
        if higher.rung.height <= lower.rung.height:
            raise ValueError(f"督促阶梯次序不对：{higher.rung.label}应写在{lower.rung.label}之前，且每级只写一次")
    return steps


def instants(steps: Sequence[Step], opens_at: datetime, due_at: datetime, calendar: WorkCalendar) -> Rungs:
    """When each rung is climbed. A rung that would come before the duty even opens is left out."""
    dated = [(step.rung.value, calendar.shift(due_at, step.offset)) for step in steps]
    return tuple(sorted((rung for rung in dated if rung[1] > opens_at), key=lambda rung: rung[1]))


def highest(climbed: Collection[str]) -> str | None:
    """The highest of the rungs climbed."""
    return max(climbed, key=lambda name: _HEIGHTS.get(name, -1), default=None)


def above(name: str, other: str) -> bool:
    """Whether a rung is higher than another ("" is the ground)."""
    return name != other and highest([name, other] if other else [name]) == name


def next_rung(rungs: Rungs, climbed: Collection[str]) -> tuple[str, datetime] | None:
    """The earliest rung not yet climbed, or None."""
    return next((rung for rung in rungs if rung[0] not in climbed), None)
