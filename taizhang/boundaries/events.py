"""Kinds of entry about borders. The body carries the border itself as it is drawn, and names the file it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register

Ring = list[list[float]]


class Set(Body):
    path: str
    area: str = Field(max_length=120)
    polygons: list[list[Ring]]
    file: FileRef
    name: str = ""


class Dropped(Body):
    area: str = Field(default="", max_length=120)
    name: str = ""


def _set(body: Mapping[str, Any]) -> str:
    return f"更新{body['area']}的边界，来自{body['file'].get('name') or '文件'}"


register(
    Kind("boundary.set", "更新辖区边界", Set, _set),
    Kind("boundary.dropped", "撤下辖区边界", Dropped, lambda b: f"撤下{b.get('area', '')}的边界"),
)
