"""The places of an area beside one another: how each stands, in grades that a sign tells as well as a colour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taizhang.campaigns.models import Campaign
from taizhang.orgs.models import Org
from taizhang.web.boards import Links, PlaceLine, place_line

MOST = 1500
"""Places held beside one another: more than any city has townships."""


@dataclass(frozen=True, slots=True)
class Grade:
    """By what part of the open problems is late; `tone` is the number of its colour and of its hatching."""

    sign: str
    name: str
    tone: int


NOTHING, NONE_LATE, FEW, MANY, MOSTLY = GRADES = (
    Grade("无", "没有未销号问题", 0),
    Grade("零", "没有逾期", 1),
    Grade("低", "逾期不到一成", 2),
    Grade("中", "逾期一成至三成", 3),
    Grade("高", "逾期三成以上", 4),
)
FEW_TO, MANY_TO = 0.1, 0.3


def grade_of(here: Mapping[str, int]) -> Grade:
    """From the figures of a place."""
    waiting, late = here.get("cases.open", 0), here.get("cases.overdue", 0)
    if not waiting:
        return NOTHING
    if not late:
        return NONE_LATE
    return FEW if late < FEW_TO * waiting else MANY if late <= MANY_TO * waiting else MOSTLY


@dataclass(frozen=True, slots=True)
class RankedPlace:
    """One place of the ranking and of the map."""

    line: PlaceLine
    grade: Grade


def ranked(
    campaign: Campaign, areas: Iterable[Org], stocks: Mapping[int, Mapping[str, int]], line: str
) -> list[RankedPlace]:
    """Most late ones first, then whoever has inspected least, then most open ones."""
    rows = [
        RankedPlace(place_line(org, here, Links(campaign, org, line)), grade_of(here))
        for org in areas
        for here in [stocks.get(org.number, {})]
    ]
    return sorted(rows, key=lambda row: (-row.line.overdue.value, row.line.coverage.percent, -row.line.open.value))


def legend(places: Iterable[RankedPlace]) -> list[tuple[Grade, int]]:
    """Each grade, and how many places have it."""
    found = Counter(row.grade for row in places)
    return [(grade, found[grade]) for grade in GRADES]
