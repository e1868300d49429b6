"""Kinds of entry about residents' reports."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class Received(Body):
    path: str
    receipt: str
    text: str = Field(min_length=1, max_length=1000)
    address: str = Field(default="", max_length=200)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lng: float | None = Field(default=None, ge=-180, le=180)
    accuracy: float | None = Field(default=None, ge=0)
    photos: list[FileRef] = []
    via: str | None = Field(default=None, max_length=60)


class Filed(Body):
    """It became a case, or is part of one that was known already."""

    case: UUID
    number: str
    known: bool = False
    name: str = ""


class Answered(Body):
    """It becomes no case; the resident reads why."""

    answer: str = Field(min_length=1, max_length=1000)
    name: str = ""


class Rated(Body):
    """The resident's word on what came of it."""

    satisfied: bool
    remark: str = Field(default="", max_length=500)


class Objected(Body):
    """What the resident holds against the way it is handled; whoever supervises the handling answers."""

    text: str = Field(min_length=1, max_length=500)


class Heard(Body):
    answer: str = Field(min_length=1, max_length=1000)
    name: str = ""


register(
    Kind("tip.received", "反映问题", Received, lambda b: b["text"] + (f"（{b['via']}转来）" if b.get("via") else "")),
    Kind("tip.filed", "受理", Filed, lambda b: f"{'并入' if b.get('known') else '立案'} {b['number']}"),
    Kind("tip.answered", "答复", Answered, lambda b: b["answer"]),
    Kind("tip.rated", "群众评价", Rated, lambda b: "满意" if b["satisfied"] else f"不满意：{b.get('remark', '')}"),
    Kind("tip.objected", "对办理有意见", Objected, lambda b: b["text"]),
    Kind("tip.heard", "答复意见", Heard, lambda b: b["answer"]),
)
