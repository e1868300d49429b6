"""Kinds of entry about exposures."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register


class Proposed(Body):
    subject: UUID
    path: str
    facts: str = Field(min_length=1, max_length=1000)
    law: str = Field(min_length=1, max_length=200)
    clause: str = Field(min_length=1, max_length=100)
    board: str = Field(min_length=1, max_length=100)
    until: date
    name: str


class Decided(Body):
    reason: str = Field(default="", max_length=1000)
    name: str


register(
    Kind("exposure.proposed", "提请公开", Proposed, lambda b: f"{b['facts']}（依据{b['law']}{b['clause']}）"),
    Kind("exposure.approved", "批准公开", Decided, lambda b: "批准公开" + (f"：{b['reason']}" if b["reason"] else "")),
    Kind("exposure.declined", "不予公开", Decided, lambda b: f"不予公开：{b['reason']}"),
    Kind("exposure.ended", "撤下", Decided, lambda b: f"撤下：{b['reason']}"),
)
