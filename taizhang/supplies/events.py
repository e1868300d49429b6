"""Kinds of entry about supplies."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, Kind, register


class Declared(Body):
    """A buyer sells the goods of a workshop: `supplier` where the register knows it.

    `category` and `place` stand where this is the first that tells of a workshop without licence: a problem there.
    """

    path: str
    subject: UUID
    buyer_name: str
    supplier: UUID | None = None
    supplier_name: str = Field(min_length=1, max_length=120)
    supplier_path: str = ""
    goods: str = Field(default="", max_length=200)
    licensed: bool = False
    category: str = ""
    place: int | None = None
    place_path: str = ""
    name: str = ""


class Ended(Body):
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


register(
    Kind("supply.declared", "说明进货来源", Declared, lambda b: f"{b['buyer_name']}从{b['supplier_name']}进货"),
    Kind("supply.ended", "不再进货", Ended, lambda b: b["reason"]),
)
