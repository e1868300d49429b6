"""What follows when something is not done: nothing, or the gravest at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taizhang.reading.sections import Section

from ..finding import Finding
from ..paper import Paper

_LOW = re.compile(r"提醒|催办|督办|通报|警示|责令|约谈|批评|黄牌|警告")
_HIGH = re.compile(
    r"(?:严肃|进行|予以|依法|依规|从严|倒查)*(?:(?<!失职)(?:问责|追责)|追究(?:[^。;,\n]{0,16}责任)?|停职|免职|处分|罚款)"
)


def ladder(paper: Paper) -> Iterator[Finding]:
    """Searched where the plan speaks of how it is enforced: sanctions of law against offenders are no ladder."""
    if len(paper.body) < 300:
        return
    high = [found for found in paper.find(_HIGH) if _enforces(paper, found)]
    low = [found for found in paper.find(_LOW) if _enforces(paper, found)]
    if high and not low:
        first = high[0]
        yield paper.breach(
            "ladder.no-first-rung", *first.span(), f"不落实直接“{first.group()}”，前面没有提醒、督办、通报"
        )
    elif not high and not low:
        at = paper.text.start
        nodes = [node for node in paper.text.nodes if node.section is Section.SAFEGUARDS and node.has_head]
        at, stop = (nodes[0].start, nodes[0].head[1]) if nodes else (at, min(at + 20, paper.text.end))
        yield paper.breach("ladder.none", at, stop, "全文没有写逾期、不落实的任务怎么督促")


def _enforces(paper: Paper, found: re.Match[str]) -> bool:
    node = paper.node_at(found.start())
    if node.section in (Section.SCOPE, Section.ANNEX):
        return False
    begin = max(paper.plain.rfind(mark, paper.text.start, found.start()) for mark in "。\n;") + 1
    if node.has_head and re.search(r"执法|查处|打击", paper.words(node)):
        return False
    clause = paper.plain[max(begin, paper.text.start) : found.end() + 20]
    return not re.search(
        r"违法(?:行为|犯罪|单位|企业)|法律责任|犯罪|刑事|从业|当事人|经营者|企业主|整改通知|隐患.{0,8}(?:责令|限期)",
        clause,
    )
