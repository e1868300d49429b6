"""Kinds of entry about draws."""

from __future__ import annotations

from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class PoolMember(Body):
    """Somebody who may be drawn as an inspector."""

    post: int
    name: str
    title: str = ""


class Announced(Body):
    """What will be drawn from, and the commitment to the seed."""

    path: str
    title: str = Field(min_length=1, max_length=120)
    purpose: str
    duty: UUID | None = None
    wanted: int = Field(ge=1)
    team: int = Field(ge=1, le=9)
    pool: list[PoolMember] = Field(min_length=1)
    listed: FileRef
    size: int = Field(ge=1)
    digest: str
    commitment: str
    name: str = ""


class PickedSubject(Body):
    subject: UUID
    name: str
    posts: list[int]


class Drawn(Body):
    """The seed, the sealed block whose hash is the beacon, and what follows from both."""

    seed: str
    block: int
    beacon: str
    picks: list[PickedSubject]
    name: str = ""


class Visited(Body):
    """A drawn subject was visited: written when the inspection arrives."""

    subject: UUID
    inspection: UUID
    failed: int = 0
    name: str = ""


class Cancelled(Body):
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


register(
    Kind("draw.announced", "抽查公示", Announced, lambda b: f"公示抽查：从{b['size']}个对象中抽取{b['wanted']}个"),
    Kind("draw.drawn", "抽取", Drawn, lambda b: f"抽取{len(b['picks'])}个对象，公布种子"),
    Kind("draw.visited", "抽查到位", Visited, lambda b: f"检查完成，{b.get('failed') or '没有'}项不合格"),
    Kind("draw.cancelled", "取消抽查", Cancelled, lambda b: f"取消抽查：{b['reason']}"),
)
