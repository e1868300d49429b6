"""What a draft is made of: items of a few sections, each a piece of the plan language with its place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Data = dict[str, Any]


class Section(StrEnum):
    """The lists of a draft, in the order in which they are shown."""

    HEAD = "head"
    PHASE = "phase"
    UNIT = "unit"
    LEADER = "leader"
    TARGET = "target"
    KIND = "kind"
    DUTY = "duty"
    REPORT = "report"
    LADDER = "ladder"
    ARCHIVE = "archive"
    RULE = "rule"
    OPEN = "open"

    @property
    def label(self) -> str:
        return SECTION_LABELS[self]


SECTION_LABELS = {
    Section.HEAD: "方案",
    Section.PHASE: "阶段",
    Section.UNIT: "单位",
    Section.LEADER: "领导小组",
    Section.TARGET: "目标",
    Section.KIND: "整治对象",
    Section.DUTY: "任务",
    Section.REPORT: "报送",
    Section.LADDER: "督促阶梯",
    Section.ARCHIVE: "归档",
    Section.RULE: "工作要求",
    Section.OPEN: "待补事项",
}


@dataclass(slots=True)
class Drafted:
    """One drafted item. `span` is the place of `quote` in the whole source text, None where it does not stand there."""

    section: Section
    data: Data
    quote: str = ""
    span: tuple[int, int] | None = None
    asks: dict[str, str] = field(default_factory=dict)
    undated: dict[str, str] = field(default_factory=dict)
    origin: str = "text"


@dataclass(slots=True)
class DraftedPlan:
    """A whole draft: the frame (what the pack brings as it stands, checklists say) and the items to confirm."""

    title: str
    frame: Data
    items: list[Drafted]
    pack: str = ""
