"""Kinds of entry about exposures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register


class Proposed(Body):
    subject: UUID
    kind: Literal["naming", "credit"] = "naming"
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


def _what(body: Mapping[str, Any]) -> str:
    about = f"{body['facts']}（依据{body['law']}{body['clause']}）"
    return f"失信惩戒（{body['board']}）：{about}" if body.get("kind") == "credit" else about


register(
    Kind("exposure.proposed", "提请", Proposed, _what),
    Kind("exposure.approved", "批准", Decided, lambda b: "批准" + (f"：{b['reason']}" if b["reason"] else "")),
    Kind("exposure.declined", "不予批准", Decided, lambda b: f"不予批准：{b['reason']}"),
    Kind("exposure.appealed", "申诉", Decided, lambda b: f"申诉：{b['reason']}"),
    Kind("exposure.upheld", "维持", Decided, lambda b: f"申诉不成立，维持：{b['reason']}"),
    Kind("exposure.ended", "撤下、解除", Decided, lambda b: f"撤下、解除：{b['reason']}"),
)
