"""Kinds of entry about rankings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.journal.kinds import Body, Kind, register


class Line(Body):
    """A place in the table."""

    place: int
    name: str
    path: str
    figures: dict[str, float]
    score: float
    rank: int
    flags: list[str]
    records: str = ""


class Proposed(Body):
    """What a flag gives ground to propose: the post with this role at `decider_org` decides."""

    proposal: UUID
    place: int
    name: str
    path: str
    flag: str
    flag_name: str
    in_a_row: int
    text: str
    role: str
    decider_org: int
    harsh: bool = False
    no_awards: bool = False


class Frozen(Body):
    """By the clock at the end of the period; the formula and the figures reproduce every score."""

    rating: str
    formula: dict[str, Any]
    period: str
    title: str
    path: str
    counted_from: AwareDatetime
    counted_to: AwareDatetime
    lines: list[Line]
    proposed: list[Proposed] = []


class Appealed(Body):
    """The place rated does not agree."""

    place: int
    place_name: str
    text: str = Field(min_length=1, max_length=2000)
    name: str


class Correction(Body):
    value: float = Field(ge=0)
    was: float


class Decided(Body):
    """The office answers an appeal. Upheld, the corrected figures give a new table, which stands beside the frozen one.

    `of` is the version of the table that was corrected. What the corrected table newly gives ground to propose and
    what it no longer does follows.
    """

    appeal: UUID
    place_name: str
    upheld: bool
    reason: str = Field(min_length=1, max_length=2000)
    name: str
    of: int = 1
    title: str = ""
    counted_to: AwareDatetime
    corrections: dict[str, Correction] = {}
    lines: list[Line] = []
    proposed: list[Proposed] = []
    withdrawn: list[Proposed] = []


def _frozen(body: Mapping[str, Any]) -> str:
    best = "、".join(line["name"] for line in body["lines"] if line["rank"] == 1)
    return f"{body['title']}定稿，第一名：{best}" if best else f"{body['title']}定稿"


def _decided(body: Mapping[str, Any]) -> str:
    return f"{body['place_name']}的申诉{'成立，更正评比' if body['upheld'] else '不成立'}：{body['reason']}"


register(
    Kind("ranking.frozen", "评比定稿", Frozen, _frozen),
    Kind("ranking.appealed", "评比申诉", Appealed, lambda b: f"{b['place_name']}申诉：{b['text']}"),
    Kind("ranking.decided", "答复申诉", Decided, _decided),
)
