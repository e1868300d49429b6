"""Papers that must be held (证照): by a subject, by each person who works there, or by who fills a post."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from ..roles import Role
from .filters import Scalar
from .rules import Act, Bearer
from .words import Id, Period, Text, Word, fault


class Follower(Word):
    """A field of the subject that says what its paper says, so that nobody types it a second time."""

    field: Id = Field(description="对象的哪个字段随证照变化")
    held: Scalar = Field(description="证照有效时填什么")
    expired: Scalar = Field(description="证照过期后填什么")
    missing: Scalar = Field(description="没有证、证已失效时填什么")


class LicenceKind(Act):
    """A kind of paper, and for which subjects (`kind`, `where`, `decided`) or posts (`roles`) it is demanded."""

    id: Id
    name: Text
    holder: Literal["subject", "person", "post"] = Field("subject", description="对象本身、对象的从业人员、岗位上的人")
    roles: list[Role] = Field([], description="哪些岗位应持有（holder: post）")
    remind: Period = Field("30d", description="到期前多久提醒")
    category: Id | None = Field(None, description="过期后按哪一类问题立案")
    by: Bearer | None = Field(None, description="由谁提醒换证；不写为对象所在网格或社区（村）")
    follower: Follower | None = Field(None, description="对象的哪个字段随这张证变化")
    source: str = ""

    @model_validator(mode="after")
    def _held_by_somebody(self) -> Self:
        if self.holder == "post" and not self.roles:
            raise fault("没有写明哪些岗位应持有", "写 roles，例如 roles: [clerk]")
        if self.holder != "post" and self.kind is None:
            raise fault("没有写明哪类对象应持有", "写 kind，全部类别写 all")
        if self.holder == "post" and self.category is not None:
            raise fault("岗位人员的证书过期不立案", "删去 category")
        if self.holder != "subject" and self.follower is not None:
            raise fault("只有对象本身的证照能带动对象的字段", "删去 follower，或者 holder 写 subject")
        return self
