"""Who holds what (包联): leaders hold villages, stations hold groups, cadres hold households."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from ..roles import Role
from .words import Id, Level, Text, Word, fault


class Holding(Word):
    """Either the places of a level, each held by a post with the role there; or subjects, each named in a field."""

    id: Id
    title: Text
    level: Level | None = Field(None, description="包哪一级的地方")
    role: Role | None = Field(None, description="由那里的哪种岗位来包")
    kind: Id | None = Field(None, description="包哪类对象")
    field: Id | None = Field(None, description="包的人写在对象的哪个字段")
    source: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        of_places = self.level is not None and self.role is not None and not self.kind and not self.field
        of_subjects = self.kind is not None and self.field is not None and not self.level and not self.role
        if of_places == of_subjects:
            raise fault("包联没有写明包什么、由谁包", "包地方写 level 和 role，包对象写 kind 和 field")
        return self
