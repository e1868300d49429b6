"""What a section of a plan is about, by the words of its heading."""

from __future__ import annotations

import re
from enum import Enum


class Section(Enum):
    """The kinds of section that plans have."""

    NONE = "unknown"
    BASIS = "背景、意义、依据"
    GOALS = "总体要求、目标"
    SCOPE = "范围、整治内容"
    PHASES = "实施步骤"
    TASKS = "任务、措施"
    ORGANISATION = "组织机构"
    DUTIES = "职责分工"
    SAFEGUARDS = "保障、要求"
    REPORTING = "信息报送"
    ANNEX = "附件"


_BY_WORD: list[tuple[Section, tuple[str, ...]]] = [
    (Section.ANNEX, ("^附件", "^附表")),
    (Section.REPORTING, ("报送", "信息上报", "情况上报", "材料上报", "请示报告")),
    (
        Section.PHASES,
        (
            "步骤", "阶段", "时间(?:安排|进度|节点)", "进度安排", "(?:实施|工作|整治|行动|活动|推进)安排", "日程",
            "推进计划", "(?:实施|整治|工作|行动)时间",
        ),
    ),
    (Section.DUTIES, ("职责", "分工", "责任单位")),
    (
        Section.SAFEGUARDS,
        (
            "保障(?!房|性)", "(?:工作|有关|相关|具体|几点|活动|纪律)要求", "^要求", "责任追究", "加强.{0,4}领导",
            "组织保证",
            "(?:监督|督导)检查", "督查考核", "考核", "问责",
        ),
    ),
    (
        Section.ORGANISATION,
        (
            "组织(?:领导|机构|架构)", "领导(?:小组|机构)", "机构设置", "组成人员", "指挥部", "工作专班",
        ),
    ),
    (
        Section.TASKS,
        (
            "任务", "措施", "(?:工作|实施|行动)内容", "主要内容(?!包括)", "重点(?:工作|行动)", "工作重点",
            "(?:工作|主要)举措",
            "主要工作", "工作事项",
        ),
    ),
    (Section.GOALS, ("总体要求", "指导思想", "目标", "(?:基本|工作)原则", "(?:总体|工作)思路", "主要指标")),
    (
        Section.SCOPE,
        (
            "范围", "(?:整治|重点|检查|排查)内容", "(?:整治|检查|排查)重点", "重点(?:整治|对象|领域|部位|场所)",
            "整治对象",
            "(?:突出|存在|主要)问题", "(?:问题|负面)清单", "(?:整治|检查)标准", "清单内容",
        ),
    ),
    (Section.BASIS, ("背景", "意义", "依据", "提高认识", "统一思想")),
]  # fmt: skip
"""The words of headings; the first section whose words stand in a heading is its section."""

_PATTERNS = [(section, re.compile("|".join(words))) for section, words in _BY_WORD]
_LONGEST_TITLE = 20


def section_of(head: str) -> Section:
    """The section that a heading opens; NONE where its words do not tell. A long heading is a duty, not a title."""
    if not head or len(head) > _LONGEST_TITLE:
        return Section.NONE
    return next((section for section, pattern in _PATTERNS if pattern.search(head)), Section.NONE)
