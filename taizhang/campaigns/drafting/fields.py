"""Recognises what a plan is about, and finds the pack that is about the same."""

from __future__ import annotations

from collections.abc import Mapping

from taizhang.core.plan import Plan

FIELDS: dict[str, tuple[str, ...]] = {
    "城镇燃气": ("燃气", "液化气", "液化石油气", "天然气", "气瓶", "加气站"),
    "河道违建": ("河道", "河湖", "河流", "湖库", "沿河", "违建", "违法建筑"),
    "校园安全": ("校园", "学校", "幼儿园", "师生", "学生", "教学楼"),
    "人居环境": ("人居环境", "环境卫生", "垃圾分类", "厕所革命", "村容村貌", "污水治理"),
    "撂荒地": ("撂荒", "抛荒", "复耕", "耕地", "闲置土地"),
    "食品小作坊": ("小作坊", "食品生产加工", "食品加工"),
}
"""Kinds of campaign that are known, each with the words that tell it."""

ENOUGH = 4
"""The score from which a field counts as recognised: a word in the title counts four, in the text one."""


def field_of(title: str, text: str = "") -> str:
    """The known field a plan is about, or "": the one whose words occur most, those of the title above all."""
    scores = {name: sum(4 * title.count(word) + text.count(word) for word in words) for name, words in FIELDS.items()}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= ENOUGH else ""


def matching_pack(title: str, text: str, packs: Mapping[str, Plan]) -> str:
    """The pack about the same field, or ""."""
    field = field_of(title, text)
    if not field:
        return ""
    return next((name for name, plan in packs.items() if field_of(f"{plan.field}{plan.title}") == field), "")
