"""Kinds of entry about courses."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register


class Taken(Body):
    """The answers as they were given, in the order of the questions, and what they came to under the plan of then."""

    course: str = Field(max_length=64)
    title: str = Field(max_length=200)
    path: str
    answers: list[str]
    right: int = Field(ge=0)
    passed: bool
    valid_until: date | None = None
    name: str = Field(max_length=60)


register(
    Kind(
        "sitting.taken", "参加考试", Taken,
        lambda b: f"{b['title']}：答对{b['right']}题，共{len(b['answers'])}题，{'合格' if b['passed'] else '不合格'}",
    )
)  # fmt: skip
