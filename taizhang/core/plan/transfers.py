"""Transfers of land (土地流转): what is transferred, to whom, and what of the land changes with it."""

from __future__ import annotations

from pydantic import Field

from .filters import Scalar
from .words import Id, Period, Word


class Transfers(Word):
    """`land` and `operators` are kinds of the register. The land has `sets` from then on, `ends` afterwards."""

    land: Id = Field(description="流转的是哪类对象")
    operators: Id = Field(description="受让的经营主体是哪类对象")
    area: Id | None = Field(None, description="land 的哪个数字字段是面积，登记时作为默认数")
    sets: dict[Id, Scalar] = Field({}, description="流转登记后，地块的这些字段随之改为")
    ends: dict[Id, Scalar] = Field({}, description="流转结束后，地块的这些字段随之改为")
    remind: Period = Field("30d", description="到期前多久提醒")
    source: str = ""
