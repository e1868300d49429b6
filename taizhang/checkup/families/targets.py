"""Targets that cannot be counted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.reading.sections import Section

from ..finding import Finding
from ..paper import Paper

_RATE = re.compile(
    r"[\u4e00-\u9fff]{2,10}(?:覆盖率|整改率|完成率|合格率|持证率|知晓率|普及率|利用率|处理率|建档率|排查率|销号率|满意度|达标率|回收率)"
    r"(?:明显|大幅|显著|进一步|逐步|不断|稳步|有效|较大幅度|力争|持续)*(?:提高|提升|增加|改善|下降|降低)"
)
_LOST = re.compile(r"[xX*_○]|(?<![\d一二三四五六七八九十百千万])(?:公里|平方米|公顷|万元)")
"""A figure that is masked or lost is a finding of its own."""
_COUNTED = re.compile(r"\d ?(?:%|[处户家个亩座起人次套台项米件])|百分之")
_FIGURE = re.compile(r"\d|百分之|零|全部|[一二三四五六七八九十]成")


def targets(paper: Paper) -> Iterator[Finding]:
    for target in paper.reading.targets:
        if target.value is None and not _LOST.search(target.quote.text):
            section = paper.section_of(target.quote)
            yield paper.breach_of(
                "target.no-figure", target.quote, f"“{target.what[:24]}”没有写明多少", section=section
            )
    for found in paper.find(_RATE):
        stop = re.compile(r"[。;,\n]").search(paper.plain, found.end(), paper.text.end)
        clause = paper.plain[found.start() : stop.start() if stop else found.end()]
        if not _FIGURE.search(clause):
            yield paper.breach("target.no-figure", *found.span(), f"“{found.group()[-16:]}”没有写明到多少")
    yield from _none(paper)


def _none(paper: Paper) -> Iterator[Finding]:
    goals = next((node for node in paper.text.nodes if node.section is Section.GOALS and node.has_head), None)
    counted = goals is not None and _COUNTED.search(paper.plain, goals.start, goals.end)
    if goals is not None and not counted and not paper.reading.targets and not re.search(r"\d+ ?%", paper.body):
        yield paper.breach("target.none", goals.start, goals.head[1], "目标中没有一个数字，完成没完成说不清")
