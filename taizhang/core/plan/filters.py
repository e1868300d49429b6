"""Filters over the fields of a subject: `where: {floor: 地下, seats: {at_least: 50}}`. All conditions must hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from pydantic import Field, model_validator

from .words import Word, fault

Scalar = bool | int | float | str


class Condition(Word):
    """A condition on one field: bounds, `not`, or whether it is filled in at all."""

    at_least: float | str | None = Field(None, description="不小于（数字或日期）")
    at_most: float | str | None = Field(None, description="不大于（数字或日期）")
    not_: Scalar | list[Scalar] | None = Field(None, alias="not", description="不是")
    filled: bool | None = Field(None, description="true 已填写，false 未填写")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise fault("条件是空的", "写 at_least、at_most、not 或 filled")
        return self

    def holds(self, value: Any) -> bool:
        if self.filled is not None and self.filled == (value in (None, "", [])):
            return False
        if self.not_ is not None and value in (self.not_ if isinstance(self.not_, list) else [self.not_]):
            return False
        return self._within(value)

    def _within(self, value: Any) -> bool:
        lower = self.at_least is None or _order(value, self.at_least) in (0, 1)
        upper = self.at_most is None or _order(value, self.at_most) in (0, -1)
        return lower and upper


def _order(value: Any, bound: float | str) -> int | None:
    """-1, 0 or 1 as value is below, at or above the bound: numbers as numbers, dates as text; None: no comparison."""
    if value in (None, ""):
        return None
    if isinstance(bound, str):
        text = value.isoformat() if isinstance(value, date) else str(value)
        return (text > bound) - (text < bound)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return (number > bound) - (number < bound)


Filter = dict[str, Condition | list[Scalar] | Scalar]


def matches(where: Filter, fields: Mapping[str, Any]) -> bool:
    """Whether a subject's fields fulfil every condition. A field that holds several values fulfils "is" with any."""
    return all(_holds(condition, fields.get(name)) for name, condition in where.items())


def _holds(condition: Condition | list[Scalar] | Scalar, value: Any) -> bool:
    if isinstance(condition, Condition):
        return condition.holds(value)
    wanted = condition if isinstance(condition, list) else [condition]
    held = value if isinstance(value, list) else [value]
    return any(one in wanted for one in held)
