"""Risk as likelihood × consequence, each 1 to 5, in four colours."""

from __future__ import annotations

from enum import StrEnum


class Colour(StrEnum):
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def label(self) -> str:
        return LABELS[self]

    @property
    def least(self) -> int:
        """The lowest score of the colour."""
        return LEAST[self]


LABELS = {Colour.RED: "红（重大）", Colour.ORANGE: "橙（较大）", Colour.YELLOW: "黄（一般）", Colour.BLUE: "蓝（低）"}
# 风险矩阵法（R=L×S）常见的分级：20 以上重大，15 至 16 较大，9 至 12 一般；出处各地不一，待核。
LEAST = {Colour.RED: 20, Colour.ORANGE: 15, Colour.YELLOW: 9, Colour.BLUE: 1}

LIKELIHOODS = {1: "极不可能", 2: "不太可能", 3: "有可能", 4: "很可能", 5: "几乎必然"}
CONSEQUENCES = {1: "轻微", 2: "较轻", 3: "有人受伤", 4: "有人死亡", 5: "群死群伤"}


def colour_of(likelihood: int, consequence: int) -> Colour:
    score = likelihood * consequence
    return next(colour for colour in Colour if score >= colour.least)
