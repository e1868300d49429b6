"""Writing figures: the difference between what a thing contributed and what it contributes now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

from .models import Tally

NO_CAMPAIGN = UUID(int=0)

Key = tuple[UUID, int, str, str, str]
"""(campaign, place, line, measure, day)"""


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
    """Move the figures from `before` to `after`: one statement per 500 keys, in key order against deadlocks."""
    changed = sorted(_difference(before, after).items())
    table = Tally._meta.db_table
    for start in range(0, len(changed), 500):
        chunk = changed[start : start + 500]
        rows = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(chunk))
        parameters: list[Any] = []
        for (campaign, org, line, measure, day), amount in chunk:
            stored = campaign if connection.vendor == "postgresql" else campaign.hex
            parameters += [stored, org, line, measure, day, amount]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (campaign, org, line, measure, day, value) VALUES {rows} "  # noqa: S608
                "ON CONFLICT (campaign, org, line, measure, day) "
                f"DO UPDATE SET value = {table}.value + excluded.value",
                parameters,
            )


def _difference(before: Iterable[Contribution], after: Iterable[Contribution]) -> dict[Key, int]:
    """What changes at each place up the tree. Summed at the things' own places first: most of it cancels out there."""
    one_of: dict[UUID, UUID] = {}  # equal keys are told by identity: comparing UUIDs costs more than all the rest
    own: dict[tuple[UUID, str, str], Counter[tuple[str, str]]] = {}
    for sign, contributions in ((-1, before), (1, after)):
        for one in contributions:
            campaign = one_of.setdefault(one.campaign or NO_CAMPAIGN, one.campaign or NO_CAMPAIGN)
            sums = own.setdefault((campaign, one.path, one.line), Counter())
            for what, amount in one.amounts.items():
                sums[what] += sign * amount
    delta: dict[Key, int] = {}
    for (campaign, path, line), sums in own.items():
        moved = {what: amount for what, amount in sums.items() if amount}
        for key, amount in Contribution(campaign, path, line, moved).spread(1):
            delta[key] = delta.get(key, 0) + amount
    return {key: amount for key, amount in delta.items() if amount}
