"""A random draw that anybody can check afterwards (双随机: subjects and inspectors alike).

1. Before: the list that is drawn from is fixed, and a secret seed is committed to by publishing its SHA-256.
2. Then the journal is sealed. The hash of the block that holds the announcement is the beacon: nobody knew it when the
   seed was chosen, and the seed cannot be changed once it is known.
3. The draw: `key = SHA-256("seed|beacon")`. Every subject gets the ticket `SHA-256("key|id")`; the lowest tickets are
   drawn, in that order. Inspectors are put in the order of their tickets and take turns.
4. After: the seed is published. Whoever has the list recomputes everything (`faults`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle, islice


@dataclass(frozen=True, slots=True)
class Pick:
    """A drawn subject and the posts of the inspectors who visit it."""

    subject: str
    inspectors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What is fixed before: the subjects drawn from, the inspectors' posts, how many are drawn, how many a team."""

    subjects: Collection[str]
    inspectors: Collection[int]
    wanted: int
    team: int


def commitment_of(seed: str) -> str:
    return _hash(seed)


def list_digest(subjects: Iterable[str]) -> str:
    """Names the list that is drawn from: its ids, sorted, one a line."""
    return _hash("\n".join(sorted(subjects)))


def draw(seed: str, beacon: str, terms: Terms) -> list[Pick]:
    key = _hash(f"{seed}|{beacon}")
    subjects = sorted(terms.subjects, key=lambda subject: (_hash(f"{key}|{subject}"), subject))
    turns = cycle(sorted(terms.inspectors, key=lambda post: (_hash(f"{key}|{post}"), post)))
    return [Pick(subject, tuple(islice(turns, terms.team))) for subject in subjects[: terms.wanted]]


def faults(seed: str, beacon: str, terms: Terms, picks: Sequence[Pick], *, commitment: str, digest: str) -> list[str]:
    """What does not agree when the draw is done again; empty for a fair one."""
    found = []
    if commitment_of(seed) != commitment:
        found.append("公布的种子与抽取前的承诺值不符")
    if list_digest(terms.subjects) != digest:
        found.append("名单与抽取前固定的名单不符")
    if list(picks) != draw(seed, beacon, terms):
        found.append("按种子和封签重新计算，抽取结果不同")
    return found


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
