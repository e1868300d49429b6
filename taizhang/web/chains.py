"""Quantities along a chain at a place, month by month, with the difference from stop to stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from taizhang.books.figures import measure_of
from taizhang.campaigns.models import Campaign
from taizhang.core.measures import QUANTITY_PARTS
from taizhang.core.plan.chains import Chain
from taizhang.orgs.models import Org
from taizhang.tallies.queries import flows_of


@dataclass(frozen=True, slots=True)
class Passed:
    """How much passed a stop in a month, and how much less that is than at the stop before (None at the first)."""

    amount: float
    lost: float | None


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    stops: Sequence[Passed]

    @property
    def tied(self) -> bool:
        return not any(stop.lost for stop in self.stops)


def months_of(campaign: Campaign, chain: Chain, place: Org) -> list[Month]:
    """The latest first; one query for each stop."""
    found: dict[str, list[int]] = defaultdict(lambda: [0] * len(chain.stops))
    for turn, stop in enumerate(chain.stops):
        days = flows_of(campaign.pk, [place.number], measure_of(stop.book, stop.field)).get(place.number, {})
        for day, parts in days.items():
            found[day[:7]][turn] += parts
    return [Month(name, _passed(parts)) for name, parts in sorted(found.items(), reverse=True)]


def _passed(parts: Sequence[int]) -> list[Passed]:
    """In thousandths until the end, so that what ties is nothing and not nearly nothing."""
    before = [None, *parts[:-1]]
    return [
        Passed(here / QUANTITY_PARTS, None if earlier is None else (earlier - here) / QUANTITY_PARTS)
        for here, earlier in zip(parts, before, strict=True)
    ]
