"""Kinds of entry about complaints."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register

from .reasons import REASONS


class Raised(Body):
    rule: str = Field(min_length=1, max_length=100)
    title: str = Field(min_length=1, max_length=200)
    path: str
    subject: UUID | None = None
    reason: Literal["twice", "needless"]
    words: str = Field(default="", max_length=2000)
    name: str = ""


class Answered(Body):
    dropped: bool
    answer: str = Field(min_length=1, max_length=2000)
    name: str = ""


register(
    Kind(
        "complaint.raised",
        "减负反映",
        Raised,
        lambda b: f"“{b['title']}”：{REASONS[b['reason']]}{'。' + b['words'] if b.get('words') else ''}",
    ),
    Kind(
        "complaint.answered",
        "答复减负反映",
        Answered,
        lambda b: f"{'同意减掉' if b['dropped'] else '保留'}：{b['answer']}",
    ),
)
