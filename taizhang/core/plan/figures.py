"""Figures of the register: sums over the subjects of a kind (耕地利用率、粮食播种面积), live, at every place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from .filters import Filter, matches
from .words import Id, Text, Word, fault


class Figure(Word):
    """How many subjects of a kind there are, or what a number field of theirs adds up to; as a share `of` another."""

    id: Id
    name: Text
    kind: Id
    sum: Id | None = Field(None, description="合计哪个数字字段；不写则是个数")
    where: Filter = Field({}, description="按对象字段筛选")
    by: Id | None = Field(None, description="再按哪个选项字段分开列（作物、地类）")
    of: Id | None = Field(None, description="占哪一项统计的比例")
    unit: str = Field("", description="单位；不写则是“个”或字段的单位")
    at_least: float | None = Field(None, ge=0, description="计划数；写了 of 则是比例")
    source: str = ""

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.of is not None and self.at_least is not None and self.at_least > 1:
            raise fault("比例大于 1", "比例写 0 到 1 之间的数；按数量考核时去掉 of")
        if self.of == self.id:
            raise fault("占自己的比例没有意义", "of 写另一项统计的编号")
        return self

    def amount(self, fields: Mapping[str, Any]) -> float:
        """What one subject of the kind adds."""
        if self.where and not matches(self.where, fields):
            return 0.0
        if self.sum is None:
            return 1.0
        value = fields.get(self.sum)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def added_up(figures: Iterable[Figure], kind: str, fields: Mapping[str, Any]) -> Mapping[tuple[str, str], float]:
    """{(figure, ""): amount} of one subject; with `by` also {(figure, choice): amount}."""
    found: dict[tuple[str, str], float] = {}
    for figure in figures:
        if figure.kind == kind and (amount := figure.amount(fields)):
            found[figure.id, ""] = amount
            if figure.by:
                found[figure.id, str(fields.get(figure.by) or "没有填写")] = amount
    return found
