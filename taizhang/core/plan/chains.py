"""A chain of quantities (户分类、村收集、镇转运、县处理): what one stop hands on, the next one receives."""

from __future__ import annotations

from pydantic import Field

from .words import Id, Text, Word


class Stop(Word):
    """A stop: the register and its summed field that say how much passed there."""

    name: Text
    book: Id
    field: Id


class Chain(Word):
    id: Id
    title: Text
    unit: str = "吨"
    stops: list[Stop] = Field(min_length=2, description="从低到高各环节")
    source: str = ""
