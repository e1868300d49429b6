"""Kinds of entry about hazards."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.core.risk import colour_of
from taizhang.journal.kinds import Body, Kind, register


class Assessed(Body):
    """A hazard is found, or assessed anew; what holds it down, and who sees to that."""

    subject: UUID
    path: str
    line: str = ""
    line_org: int | None = None
    name: str = Field(min_length=1, max_length=120)
    likelihood: int = Field(ge=1, le=5)
    consequence: int = Field(ge=1, le=5)
    measures: str = Field(min_length=1, max_length=2000)
    person: str = Field(min_length=1, max_length=60)
    by: str = ""


class Ended(Body):
    reason: str = Field(min_length=1, max_length=2000)
    by: str = ""


register(
    Kind(
        "risk.assessed",
        "风险评估",
        Assessed,
        lambda b: (
            f"{b['name']}：可能性{b['likelihood']}×后果{b['consequence']}，"
            f"{colour_of(b['likelihood'], b['consequence']).label}，{b['measures']}（{b['person']}）"
        ),
    ),
    Kind("risk.ended", "风险消除", Ended, lambda b: b["reason"]),
)
