"""Kinds of entry about templates."""

from __future__ import annotations

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class Set(Body):
    path: str
    paper: str = Field(max_length=40)
    file: FileRef
    name: str = ""


class Dropped(Body):
    name: str = ""


register(
    Kind("template.set", "更换文书样式", Set, lambda b: f"使用自己的样式：{b['file']['name']}"),
    Kind("template.dropped", "恢复文书样式", Dropped, lambda b: "恢复系统自带的样式"),
)
