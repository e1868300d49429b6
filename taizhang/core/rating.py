"""Rating (评比): scores by the published formula, ranks, flags, and what flags in a row propose.

Nothing happens by itself: a proposal names the officer who decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .plan.paper import Consequence, Flag, Rating


@dataclass(frozen=True, slots=True)
class Standing:
    """A place in one period's rating. Equal scores share a rank, and the flags of that rank."""

    place: int
    score: float
    rank: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a consequence proposes for a place."""

    place: int
    consequence: Consequence


def standings(rating: Rating, figures: Mapping[int, Mapping[str, float]]) -> list[Standing]:
    """The places of one period, best first; equal ones in the order of their numbers."""
    scores = {place: round(rating.score(counted), 2) for place, counted in figures.items()}
    ordered = sorted(scores, key=lambda place: (-scores[place], place))
    values = [scores[place] for place in ordered]
    return [
        Standing(place, scores[place], values.index(scores[place]) + 1, _flags(rating, scores[place], values))
        for place in ordered
    ]


def _flags(rating: Rating, score: float, values: Sequence[float]) -> tuple[str, ...]:
    return tuple(flag.id for flag in rating.flags if _earned(flag, score, values))


def _earned(flag: Flag, score: float, values: Sequence[float]) -> bool:
    """Where all are equal there is neither a best nor a worst."""
    better, worse = sum(value > score for value in values), sum(value < score for value in values)
    if flag.best is not None:
        return better < flag.best and worse > 0
    if flag.worst is not None:
        return worse < flag.worst and better > 0
    return score >= flag.at_least if flag.at_least is not None else score < (flag.below or 0)


def proposals(rating: Rating, periods: Sequence[Sequence[Standing]], *, harsh: bool = False) -> list[Proposal]:
    """What the last of the periods (oldest first) gives ground to propose; harsh rules only where they were enabled.

    A consequence for several flags in a row is proposed when the row is full, not again in each period after it.
    """
    found = []
    for standing in periods[-1] if periods else ():
        for consequence in rating.consequences:
            run = _run(periods, standing.place, consequence.flag)
            if run and run % consequence.in_a_row == 0 and (harsh or not consequence.harsh):
                found.append(Proposal(standing.place, consequence))
    return found


def _run(periods: Sequence[Sequence[Standing]], place: int, flag: str) -> int:
    """How many periods in a row, up to the last, the place has had the flag."""
    run = 0
    for standings_ in reversed(periods):
        if not any(one.place == place and flag in one.flags for one in standings_):
            break
        run += 1
    return run
