"""Writing figures: the difference between what a thing contributed and what it contributes now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import chain, groupby
from uuid import UUID

from django.db import connection

from .models import Tally

NO_CAMPAIGN = UUID(int=0)

Key = tuple[UUID, int, str, str, str]
"""(campaign, place, line, measure, day)"""

Sums = dict[tuple[str, str, str], dict[tuple[str, str], int]]
"""By (campaign as hex, path, line), at the things' own places: {(measure, day): sum}."""

BATCHES = {"postgresql": 5000, "sqlite": 100}
"""Figures written by one statement."""
MOST_HELD = 200_000
"""Sums that are gathered before they are written all the same."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one thing adds: {(measure, day): amount}, at the place `path` ("1/4/17/"), in its own line."""

    campaign: UUID | None
    path: str
    line: str = ""
    amounts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def spread(self, sign: int) -> Iterable[tuple[Key, int]]:
        """Each amount at each place up the tree, in all lines together and in the thing's own."""
        places = [int(part) for part in self.path.split("/") if part]
        lines = ("", self.line) if self.line else ("",)
        campaign = self.campaign or NO_CAMPAIGN
        for (measure, day), amount in self.amounts.items():
            for line in lines:
                for org in places:
                    yield (campaign, org, line, measure, day), sign * amount


def apply(before: Iterable[Contribution], after: Iterable[Contribution]) -> None:
    """Move the figures from `before` to `after`."""
    gathered = _gathered.get()
    change = gathered or _Change()
    change.add(before, -1)
    change.add(after, 1)
    if gathered is None or gathered.held > MOST_HELD:
        change.write()


def sums_of(contributions: Iterable[Contribution]) -> Sums:
    """What they come to, for `apply_sums` in another process."""
    change = _Change()
    change.add(contributions, 1)
    return change.own


def apply_sums(sums: Sums) -> None:
    """Move the figures by sums, as `apply` does by the contributions that they come of."""
    apply((), (Contribution(UUID(campaign), path, line, own) for (campaign, path, line), own in sums.items()))


@contextmanager
def written_once() -> Iterator[None]:
    """All that is applied within is written at the end: for a rebuild, which reads no figure that it makes."""
    change = _Change()
    token = _gathered.set(change)
    try:
        yield
    finally:
        _gathered.reset(token)
    change.write()


class _Change:
    """What changes, summed at the things' own places: most of it cancels out there."""

    def __init__(self) -> None:
        self.held = 0
        self.own: Sums = {}

    def add(self, contributions: Iterable[Contribution], sign: int) -> None:
        for one in contributions:
            campaign = (one.campaign or NO_CAMPAIGN).hex  # comparing UUIDs costs more than the sums
            sums = self.own.setdefault((campaign, one.path, one.line), {})
            known = len(sums)
            for what, amount in one.amounts.items():
                sums[what] = sums.get(what, 0) + sign * amount
            self.held += len(sums) - known

    def write(self) -> None:
        """In key order, against deadlocks."""
        changed = sorted(self._up_the_tree().items())
        self.held, self.own = 0, {}
        _write([
            (campaign, org, line, measure, day, amount)
            for (campaign, org, line), sums in changed
            for (measure, day), amount in sorted(sums.items())
            if amount
        ])  # fmt: skip

    def _up_the_tree(self) -> dict[tuple[str, int, str], dict[tuple[str, str], int]]:
        """The same sums as `Contribution.spread` makes, place by place."""
        places: dict[tuple[str, int, str], dict[tuple[str, str], int]] = {}
        for (campaign, path, own_line), own in self.own.items():
            moved = [(what, amount) for what, amount in own.items() if amount]
            for org in [int(part) for part in path.split("/") if part] if moved else ():
                for line in ("", own_line) if own_line else ("",):
                    sums = places.setdefault((campaign, org, line), {})
                    for what, amount in moved:
                        sums[what] = sums.get(what, 0) + amount
        return places


_gathered: ContextVar[_Change | None] = ContextVar("gathered", default=None)


def _write(rows: Sequence[tuple[str, int, str, str, str, int]]) -> None:
    """Many figures by one statement: SQLite takes half as long as for one after the other.

    On PostgreSQL the statement is constant: of one with thousands of values it reads the text longer than it writes.
    """
    table = Tally._meta.db_table
    insert = f"INSERT INTO {table} (campaign, org, line, measure, day, value)"
    add = f"ON CONFLICT (campaign, org, line, measure, day) DO UPDATE SET value = {table}.value + excluded.value"
    vendor = connection.vendor
    batch = BATCHES[vendor]
    parts = [rows[start : start + batch] for start in range(0, len(rows), batch)]
    with connection.cursor() as cursor:
        if vendor == "postgresql":
            arrays = "unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[])"
            for part in parts:
                columns = [list(column) for column in zip(*part, strict=True)]
                cursor.execute(f"{insert} SELECT * FROM {arrays} {add}", columns)  # noqa: S608
        else:
            for size, alike in groupby(parts, len):
                marks = ", ".join(["(?, ?, ?, ?, ?, ?)"] * size)
                cursor.executemany(f"{insert} VALUES {marks} {add}", [list(chain.from_iterable(one)) for one in alike])
