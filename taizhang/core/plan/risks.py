"""How the risks of subjects are graded (风险分级): which published method, and from which score on each colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, model_validator

from ..risk import METHODS, Colour, Method
from .words import Word, fault


class RiskGrading(Word):
    """`least` sets the least score of the colours named; the others stand as the method is published."""

    method: Literal["matrix", "lec"] = Field("matrix", description="matrix 可能性×后果；lec 可能性×暴露×后果")
    least: dict[Literal["red", "orange", "yellow"], float] = Field({}, description="各色从多少分起，不写按通行的分级")
    source: str = ""

    @model_validator(mode="after")
    def _falling(self) -> Self:
        red, orange, yellow = (self.bounds[colour] for colour in (Colour.RED, Colour.ORANGE, Colour.YELLOW))
        if not red > orange > yellow > 0:
            raise fault("风险分级的界线应当红高于橙、橙高于黄", f"现在是红{red:g}、橙{orange:g}、黄{yellow:g}，请核对")
        return self

    @property
    def way(self) -> Method:
        return METHODS[self.method]

    @property
    def bounds(self) -> Mapping[Colour, float]:
        """The least score of each colour."""
        return {**self.way.least, **{Colour(name): score for name, score in self.least.items()}}
