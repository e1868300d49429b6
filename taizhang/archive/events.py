"""Kinds of entry of the archive: that a bundle was made, and how a record that was set aside was settled."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register

SETTLEMENTS = {"dropped": "核实后不予采用", "redone": "已另行补录", "noted": "核实属实，留存备查"}


class BundleMade(Body):
    """The bundle by its SHA-256: whoever holds the file can show that it is the one that was made."""

    name: str
    file: str
    digest: str
    size: int
    block: int
    head: str


class Settled(Body):
    """What a person found about a record that could not apply. `entry` is the record's id."""

    name: str
    entry: UUID
    refusal: str
    decision: Literal["dropped", "redone", "noted"]
    reason: str = Field(min_length=1, max_length=1000)


register(
    Kind("bundle.made", "归档", BundleMade, lambda b: f"生成归档包 {b['file']}"),
    Kind("aside.settled", "待核记录处理", Settled, lambda b: f"{SETTLEMENTS[b['decision']]}：{b['reason']}"),
)
