"""Kinds of entry about hazards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from taizhang.core.risk import FACTORS, METHODS, Colour, colour_of, score_of
from taizhang.journal.kinds import Body, Kind, register

Points = Annotated[int | float, Field(gt=0, le=10_000)]


class Assessed(Body):
    """A hazard is found, or assessed anew; what holds it down, and who sees to that.

    The colour is that of the plan on that day. Entries from before plans could say how have none: see `graded`.
    """

    subject: UUID
    path: str
    line: str = ""
    line_org: int | None = None
    name: str = Field(min_length=1, max_length=120)
    method: Literal["matrix", "lec"] = "matrix"
    likelihood: Points
    exposure: Points | None = None
    consequence: Points
    score: Points | None = None
    colour: Colour | None = None
    measures: str = Field(min_length=1, max_length=2000)
    person: str = Field(min_length=1, max_length=60)
    by: str = ""


class Ended(Body):
    reason: str = Field(min_length=1, max_length=2000)
    by: str = ""


def points_of(body: Mapping[str, Any]) -> dict[str, float]:
    """{factor: points} in the order of the method."""
    return {name: body[name] for name in METHODS[body.get("method", "matrix")].factors}


def graded(body: Mapping[str, Any]) -> tuple[float, Colour]:
    """Score and colour of an assessment."""
    score = body.get("score") or score_of(points_of(body))
    return score, Colour(body["colour"]) if body.get("colour") else colour_of(score)


def _assessed(body: Mapping[str, Any]) -> str:
    told = "×".join(f"{FACTORS[name]}{points:g}" for name, points in points_of(body).items())
    return f"{body['name']}：{told}，{graded(body)[1].label}，{body['measures']}（{body['person']}）"


register(
    Kind("risk.assessed", "风险评估", Assessed, _assessed),
    Kind("risk.ended", "风险消除", Ended, lambda b: b["reason"]),
)
