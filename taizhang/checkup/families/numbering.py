"""Numbered items: lists that begin late, skip, repeat, count otherwise than announced, or have no content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taizhang.reading.grammar.numbers import whole
from taizhang.reading.outline import Node
from taizhang.reading.sections import Section

from ..finding import Finding
from ..paper import Paper

_COUNTED = frozenset({"chinese", "bracketed", "digit", "round", "circle", "stage", "part"})
_ANNOUNCED = re.compile(
    r"(?:共(?:有|分|分为)?|分为?|分成|以下|如下|下列|做好|完成|落实|抓好)(?P<number>[二三四五六七八九十]{1,3}|\d{1,2})"
    r"(?:大|个)?(?P<what>项(?:重点)?(?:任务|工作|措施|内容|行动)?|方面|阶段|步骤|环节)(?:[^。;\n,、]{0,12})[。:\n]"
)
_MARK = {
    "chinese": "{}、", "bracketed": "（{}）", "digit": "{}.", "round": "（{}）", "circle": "第{}项",
    "stage": "第{}阶段", "part": "第{}部分",
}  # fmt: skip
_CHINESE = "零一二三四五六七八九"
_SIGNED = re.compile(r"(?:[^\n。:;]{0,40}\n)?(?:20\d\d|二○\S{2}) ?年 ?\S{1,3} ?月 ?\S{1,3} ?日")


def numbering(paper: Paper) -> Iterator[Finding]:
    """Every list of the outline, then what the text says about their lengths, then headings without content."""
    for node in (paper.text.root, *paper.text.nodes):
        if node.section is not Section.ANNEX:
            yield from _lists(paper, node)
    yield from _announced(paper)
    yield from _empty(paper)


def _lists(paper: Paper, parent: Node) -> Iterator[Finding]:
    for style in sorted(_COUNTED):
        items = [child for child in parent.children if child.style == style and child.number is not None]
        runs = list(_runs(items))
        for run in runs:
            yield from _run(paper, run)
        if parent.style == "root" and style == "bracketed":
            for _, later in pairwise(runs):
                yield _restart(paper, later[0])


def _runs(items: Sequence[Node]) -> Iterator[list[Node]]:
    """Lists one after the other: each number 1 begins a new one."""
    run: list[Node] = []
    for item in items:
        if item.number == 1 and run:
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _run(paper: Paper, run: list[Node]) -> Iterator[Finding]:
    first = run[0]
    number = first.number or 0
    alone = len(run) == 1 and first.style in ("digit", "round") and number > 9
    if 1 < number <= 20 and not alone and not _continues(paper, first):
        yield _breach(
            paper, "numbering.starts-late", first, f"清单从“{_mark(first)}”开始，缺{_missing(first, 1, number)}"
        )
    for before, after in pairwise(run):
        earlier, later = before.number or 0, after.number or 0
        if later <= earlier:
            yield _breach(paper, "numbering.repeated", after, f"“{_mark(before)}”之后又是“{_mark(after)}”")
        elif later > earlier + 1:
            message = f"“{_mark(before)}”之后直接是“{_mark(after)}”，缺{_missing(after, earlier + 1, later)}"
            yield _breach(paper, "numbering.gap", after, message)


def _continues(paper: Paper, first: Node) -> bool:
    """Whether a list goes on counting where that of the section before it stopped."""
    before = [node for node in paper.text.nodes if node.start < first.start and node.style == first.style]
    return bool(before) and before[-1].parent is not first.parent and before[-1].number == (first.number or 0) - 1


def _restart(paper: Paper, node: Node) -> Finding:
    return _breach(paper, "numbering.restart", node, f"又从“{_mark(node)}”开始编号，前面没有上级标题")


def _announced(paper: Paper) -> Iterator[Finding]:
    for node in paper.text.nodes:
        children = [child for child in node.children if child.style != "bullet"]
        if len(children) < 2 or node.section is Section.ANNEX:
            continue
        for found in _ANNOUNCED.finditer(paper.plain, node.body[0], min(node.body[1], node.body[0] + 160)):
            said, listed = whole(found["number"]), len(children)
            if said is not None and said not in (listed, children[-1].number):
                at, what = found.start("number"), found["what"]
                message = f"写的是{found['number']}{'' if what.startswith('项') else '个'}{what}，列出的是{listed}项"
                yield paper.breach("numbering.count", at, found.end("what"), message)


def _empty(paper: Paper) -> Iterator[Finding]:
    for node in paper.text.nodes:
        if node.children or node.style in ("bullet", "stage") or not node.has_head or not node.own_line:
            continue
        if node.section in (Section.ANNEX, Section.SCOPE) or not _titled(paper, node):
            continue
        body = paper.plain[slice(*node.body)].strip(" \n。:;")
        if not body or (node.style != "bare" and _SIGNED.fullmatch(body)):
            yield _breach(paper, "numbering.empty", node, f"“{paper.words(node)}”下面没有内容")


def _titled(paper: Paper, node: Node) -> bool:
    """Whether the item is a heading (its like have content), not a short item of a list."""
    if node.style in ("chinese", "part", "bare"):
        return True
    if paper.plain[node.head[1] : node.head[1] + 1] == "。":
        return False
    siblings = [other for other in (node.parent.children if node.parent else []) if other.style == node.style]
    full = sum(bool(other.children or paper.plain[slice(*other.body)].strip(" \n。:;")) for other in siblings)
    return node.style == "bracketed" and full * 2 > len(siblings)


def _breach(paper: Paper, code: str, node: Node, message: str) -> Finding:
    stop = node.head[1] if node.has_head else min(node.text[1], node.text[0] + 30)
    return paper.breach(code, node.start, stop, message)


def _mark(node: Node) -> str:
    return _MARK[node.style].format(_written(node.style, node.number or 0))


def _written(style: str, number: int) -> str:
    if style in ("digit", "round", "circle") or number > 19:
        return str(number)
    return ("十" if number >= 10 else "") + (_CHINESE[number % 10] if number % 10 else "")


def _missing(node: Node, first: int, until: int) -> str:
    if node.style == "digit":
        return f"第{first}项" if until == first + 1 else f"第{first}至{until - 1}项"
    names = [_MARK[node.style].format(_written(node.style, number)).rstrip("、") for number in (first, until - 1)]
    return names[0] if until == first + 1 else f"{names[0]}至{names[1]}"
