"""How grave a hazard is, in four colours: by likelihood × consequence, or × exposure besides (LEC)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Colour(StrEnum):
    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {Colour.RED: "红（重大）", Colour.ORANGE: "橙（较大）", Colour.YELLOW: "黄（一般）", Colour.BLUE: "蓝（低）"}

Scale = Mapping[float, str]
"""{points: what they mean}"""


@dataclass(frozen=True, slots=True)
class Method:
    """Its tables as published, and the least score of each colour as it is commonly set; a plan may set its own."""

    id: str
    name: str
    factors: Mapping[str, Scale]
    least: Mapping[Colour, float]

    @property
    def words(self) -> str:
        """ "可能性×后果"."""
        return "×".join(FACTORS[name] for name in self.factors)


FACTORS = {"likelihood": "可能性", "exposure": "暴露频繁程度", "consequence": "后果"}

# 风险矩阵法（R=L×S）常见的分级：20 以上重大，15 至 16 较大，9 至 12 一般；出处各地不一，待核。
MATRIX = Method(
    "matrix",
    "风险矩阵法",
    {
        "likelihood": {1: "极不可能", 2: "不太可能", 3: "有可能", 4: "很可能", 5: "几乎必然"},
        "consequence": {1: "轻微", 2: "较轻", 3: "有人受伤", 4: "有人死亡", 5: "群死群伤"},
    },
    {Colour.RED: 20, Colour.ORANGE: 15, Colour.YELLOW: 9, Colour.BLUE: 0},
)

# 格雷厄姆、金尼（Graham, Kinney）的作业条件危险性评价法 D=L×E×C，原表五级：大于 320 极其危险，160 至 320 高度危险，
# 70 至 160 显著危险，20 至 70 一般危险，20 以下稍有危险。四色把后两级并为蓝色。
LEC = Method(
    "lec",
    "作业条件危险性评价法（LEC）",
    {
        "likelihood": {
            10: "完全可以预料", 6: "相当可能", 3: "可能，但不经常", 1: "可能性小，完全意外", 0.5: "很不可能，可以设想",
            0.2: "极不可能", 0.1: "实际不可能",
        },
        "exposure": {
            10: "连续暴露", 6: "每天工作时间内暴露", 3: "每周一次，或偶然暴露", 2: "每月一次", 1: "每年几次",
            0.5: "非常罕见",
        },
        "consequence": {
            100: "大灾难，许多人死亡", 40: "灾难，数人死亡", 15: "非常严重，一人死亡", 7: "严重，重伤", 3: "重大，致残",
            1: "引人注目，需要救护",
        },
    },
    {Colour.RED: 320, Colour.ORANGE: 160, Colour.YELLOW: 70, Colour.BLUE: 0},
)  # fmt: skip

METHODS = {method.id: method for method in (MATRIX, LEC)}


def score_of(points: Mapping[str, float]) -> float:
    """The product, to the hundredth: 0.1 × 0.5 × 1 is the least."""
    product = 1.0
    for one in points.values():
        product *= one
    rounded = round(product, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def colour_of(score: float, least: Mapping[Colour, float] = MATRIX.least) -> Colour:
    """The gravest colour whose least score is reached."""
    return next((colour for colour in Colour if score >= least[colour]), Colour.BLUE)
