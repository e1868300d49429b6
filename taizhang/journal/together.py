"""Appending for several writers who wait at the same moment: one transaction, a receipt for each draft of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from .append import append
from .drafts import Draft, Receipt
from .gathering import Gathering


@dataclass(frozen=True, slots=True)
class Sent:
    """Authorised drafts of one writer. `names`: what others could lean on, or the writer leans on."""

    drafts: Sequence[Draft]
    names: frozenset[str]
    at: datetime


def append_all(group: Sequence[Sent]) -> list[list[Receipt] | None]:
    """The receipts of each, as `append` gives them that is not strict. None for whoever leans on another of the group:
    what one of them says may have to be judged by what the other did."""
    names: set[str] = set()
    taken: set[int] = set()
    for place, one in enumerate(group):
        if names.isdisjoint(one.names):
            taken.add(place)
            names |= one.names
    drafts = [draft for place in sorted(taken) for draft in group[place].drafts]
    receipts = iter(append(drafts, at=max(one.at for one in group), strict=False))
    return [list(islice(receipts, len(one.drafts))) if place in taken else None for place, one in enumerate(group)]


append_together = Gathering(append_all).take
