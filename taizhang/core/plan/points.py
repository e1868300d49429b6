"""Points for sorted waste: who may join, and the published tariff."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from pydantic import Field

from .words import Id, Text, Word


class Sort(Word):
    """A kind of waste that is brought, and what a unit of it is worth."""

    id: Id
    name: Text
    unit: str = "公斤"
    points: Decimal = Field(gt=0, le=1000, description="每单位积多少分")

    def worth(self, amount: Decimal) -> int:
        """Whole points; fractions are dropped."""
        return int((amount * self.points).to_integral_value(rounding=ROUND_DOWN))


class Points(Word):
    """Only for residents and shops that volunteer, never for officials."""

    kinds: list[Id] = Field(min_length=1, description="哪几类对象可以自愿参加")
    sorts: list[Sort] = Field(min_length=1, description="积分标准")
    source: str = ""

    def sort(self, name: str) -> Sort | None:
        return next((sort for sort in self.sorts if sort.id == name), None)
