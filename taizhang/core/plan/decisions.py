"""Decision tables: what becomes of a subject follows from its fields (按目录分类处置). The first row wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from .filters import Filter, matches
from .words import Id, Text, Word, fault


class DecisionRow(Word):
    """`where` all hold → `outcome`. Without `where` it takes what is left, so it can only stand last."""

    where: Filter = Field({}, description="条件；不写为其余全部")
    outcome: Id = Field(description="结论编号，任务里用 decided 引用")
    name: Text = Field(description="结论的名称")


class Decision(Word):
    """A table for the subjects of a kind, from which duties take those with a certain outcome."""

    id: Id
    title: Text
    kind: Id
    rows: list[DecisionRow] = Field(min_length=1)
    source: str = ""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        for row in self.rows[:-1]:
            if not row.where:
                raise fault(f"“{row.name}”没有条件，后面各行永远轮不到", "没有 where 的一行放在最后")
        names: dict[str, str] = {}
        for row in self.rows:
            if names.setdefault(row.outcome, row.name) != row.name:
                raise fault(f"结论 {row.outcome} 有两个名称", "同一个结论用同一个名称")
        return self

    @property
    def outcomes(self) -> dict[str, str]:
        """{outcome: name}, in the order of the rows."""
        return {row.outcome: row.name for row in self.rows}

    def of(self, fields: Mapping[str, Any]) -> str | None:
        """The outcome for a subject with these fields; None where no row fits: a person has to look."""
        return next((row.outcome for row in self.rows if matches(row.where, fields)), None)
