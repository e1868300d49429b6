"""Running registers (登记簿): lines that a subject or a place writes as things happen, and who follows each up."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from .rules import Bearer
from .scope import SubjectField
from .words import Id, Period, Text, Word, fault


class BookStep(Word):
    """What has to follow a line: told to the form teacher, told to the parents, left again."""

    id: Id
    name: Text
    by: str = Field("", description="由谁办，例如 班主任")
    within: Period | None = Field(None, description="登记后多久内办；不写则不限时")


class BookCase(Word):
    """A line with a certain field filled in is a problem that goes into the ledger."""

    when: Id = Field(description="哪一栏填写了就立案")
    category: Id


class Book(Word):
    """A register kept by every subject of a kind, or by places.

    `sums` are number fields that become figures, `nothing` is what a line says on a day without anything to write,
    `retention` how long protected values are kept.
    """

    id: Id
    title: Text
    kind: Id | list[Id] | None = Field(None, description="由哪类整治对象登记")
    by: Bearer | None = Field(None, description="由哪一级或哪个单位登记")
    fields: list[SubjectField] = Field(min_length=1)
    steps: list[BookStep] = Field([], description="登记之后要办的事")
    sums: list[Id] = Field([], description="要合计的数字字段")
    nothing: str = Field("", max_length=20, description="没有情况时怎么写，例如 全勤")
    case: BookCase | None = Field(None, description="登记之后立案")
    retention: Period | None = Field(None, description="个人信息保存多久")
    line: Id | None = Field(None, description="归口单位")
    source: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.kind is None) == (self.by is None):
            raise fault("登记簿应写明由谁登记", "由整治对象登记写 kind，由各级组织或单位登记写 by，只写一个")
        if self.case is not None and self.case.when not in {one.id for one in self.fields if one.privacy == "ordinary"}:
            raise fault(f"不能按“{self.case.when}”立案", "case 的 when 写一个不含个人信息的字段")
        numbers = [field.id for field in self.fields if field.type == "number"]
        wrong = next((name for name in self.sums if name not in numbers), None)
        if wrong is not None:
            raise fault(f"“{wrong}”不能合计", "sums 只写 type: number 的字段")
        return self

    def field(self, name: str) -> SubjectField | None:
        return next((field for field in self.fields if field.id == name), None)

    def step(self, name: str) -> BookStep | None:
        return next((step for step in self.steps if step.id == name), None)

    @property
    def kinds(self) -> list[str]:
        return [self.kind] if isinstance(self.kind, str) else self.kind or []

    @property
    def protected(self) -> list[str]:
        """Fields whose values are shown in part, and not kept beyond the retention."""
        return [field.id for field in self.fields if field.privacy != "ordinary"]
