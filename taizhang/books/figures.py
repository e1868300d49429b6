"""What lines add to the figures: how many there are, and the sums of their quantities, by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from taizhang.core.measures import BOOKS, QUANTITY_PARTS
from taizhang.tallies.operations import Contribution
from taizhang.tallies.queries import flows_of

from .models import BookLine


def measure_of(book: str, field: str = "") -> str:
    """ "books.transport.tons", or without a field the number of lines."""
    return f"{BOOKS}{book}.{field}" if field else BOOKS + book


def in_parts(values: Mapping[str, Any], sums: Iterable[str]) -> dict[str, int]:
    """The quantities of a line as the tallies keep them."""
    return {name: round(values[name] * QUANTITY_PARTS) for name in sums if isinstance(values.get(name), int | float)}


def contribution(row: BookLine) -> Contribution | None:
    """A line that was withdrawn, or that says that there was nothing, adds nothing."""
    if row.withdrawn_at or row.nothing:
        return None
    day = row.day.isoformat()
    counted = {(measure_of(row.book), day): 1}
    summed = {(measure_of(row.book, name), day): parts for name, parts in row.amounts.items()}
    return Contribution(row.campaign, row.path, row.line, {**counted, **summed})


def amounts(
    campaign: UUID, orgs: Iterable[int], book: str, field: str = "", *, since: str = "", until: str = "9999"
) -> dict[int, float]:
    """{place: quantity} within days (ISO, both included); without a field the number of lines. One query."""
    found = flows_of(campaign, orgs, measure_of(book, field))
    whole = {org: sum(n for day, n in days.items() if since <= day <= until) for org, days in found.items()}
    return {org: number / QUANTITY_PARTS if field else number for org, number in whole.items()}
