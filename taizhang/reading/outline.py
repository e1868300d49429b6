"""The tree of headings and numbered items of a plan: 一、 (一) 1. (1) ① and headings without a number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .grammar.numbers import whole
from .sections import Section, section_of

_ROMAN = "一二三四五六七八九十百"
_MARKER = re.compile(
    rf"(?P<part>第[{_ROMAN}\d]{{1,3}}(?:部分|章|节))[:、 ]?"
    rf"|(?P<stage>第[{_ROMAN}]{{1,2}}个?(?:阶段|步))"
    rf"|(?P<chinese>[{_ROMAN}]{{1,3}})(?:[、.]|,(?=\S)| (?=\S))"
    rf"|\((?P<bracketed>[{_ROMAN}]{{1,3}})\)[、.,:]?"
    r"|(?P<digit>\d{1,2})(?:[、.](?!\d)|,(?=[\u4e00-\u9fff])|:)"
    r"|\(?(?P<round>\d{1,2})\)[、.,]?"
    r"|(?P<circle>[①-⑳])"
    r"|(?P<bullet>·|-(?=[\u4e00-\u9fff])|\*(?=[\u4e00-\u9fff]))"
)
_INLINE = re.compile(
    rf"(?<=[。;:]) ?(?=[{_ROMAN}]{{1,3}}、|\([{_ROMAN}]{{1,3}}\)|\d{{1,2}}[.、](?!\d)|\(\d{{1,2}}\)|[①-⑳])"
)
_HEAD_END = re.compile(r"[。:;!?\n]")
_RANKS = {
    "root": 0, "part": 1, "bare": 2, "chinese": 2, "bracketed": 3, "stage": 4, "digit": 5, "round": 6, "circle": 7,
    "bullet": 8,
}  # fmt: skip
LONGEST_HEAD = 45
"""Characters. A numbered line whose first sentence is longer has no heading: it is a sentence with a number."""


@dataclass(slots=True)
class Node:
    """A numbered item or heading. All offsets count in the plain text of the source.

    `head` is its title, empty where the item is a plain sentence; `text` the node's own text after the marker up to its
    first child; `end` the end of the node with all its children.
    """

    start: int
    end: int
    style: str
    number: int | None
    head: tuple[int, int]
    text: tuple[int, int]
    own_line: bool = False
    section: Section = Section.NONE
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    @property
    def has_head(self) -> bool:
        return self.head[1] > self.head[0]

    @property
    def body(self) -> tuple[int, int]:
        """The node's own text after its head."""
        return (self.head[1] if self.has_head else self.text[0]), self.text[1]

    def walk(self) -> Iterator[Node]:
        for child in self.children:
            yield child
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Line:
    start: int
    end: int


def lines(plain: str, start: int, end: int) -> Iterator[Line]:
    """The lines of plain[start:end] without the empty ones, also split where a list runs on within a line."""
    at = start
    while at < end:
        stop = plain.find("\n", at, end)
        stop = end if stop < 0 else stop
        for inline in _INLINE.finditer(plain, at, stop):
            if inline.start() > at:
                yield Line(at, inline.start())
            at = inline.end()
        if plain[at:stop].strip():
            yield Line(at, stop)
        at = stop + 1


def outline(plain: str, start: int, end: int) -> Node:
    """The tree of plain[start:end]; the root is the whole stretch."""
    root = Node(start, end, "root", None, (start, start), (start, end))
    stack = [root]
    for line in lines(plain, start, end):
        node = _node(plain, line, stack)
        if node is None:
            continue
        while len(stack) > 1 and not _below(node, stack):
            stack.pop()
        node.parent = stack[-1]
        node.parent.children.append(node)
        stack.append(node)
    _close(root)
    _assign(root, plain)
    return root


def _node(plain: str, line: Line, stack: list[Node]) -> Node | None:
    marker = _MARKER.match(plain, line.start, line.end)
    if marker is not None:
        style = marker.lastgroup or ""
        number = (
            whole(re.sub(r"[第部分章节个阶段步]", "", marker[style])) if style not in ("circle", "bullet") else None
        )
        if style == "circle":
            number = ord(marker[style]) - ord("①") + 1
        begin = line.start if style == "stage" else marker.end()
        while begin < line.end and plain[begin] in " 、.":
            begin += 1
        return _headed(plain, line, style, number, begin)
    bare = plain[line.start : line.end]
    if len(bare) <= 14 and bare[-1] not in "。;,!?" and ":" not in bare[:-1] and section_of(bare) is not Section.NONE:
        return Node(line.start, line.end, "bare", None, (line.start, line.end), (line.start, line.end), own_line=True)
    return None


def _headed(plain: str, line: Line, style: str, number: int | None, begin: int) -> Node:
    stop = _HEAD_END.search(plain, begin, line.end)
    head_end = stop.start() if stop else line.end
    alone = stop is None or stop.end() >= line.end
    if head_end - begin > LONGEST_HEAD:
        head_end = begin
    return Node(line.start, line.end, style, number, (begin, head_end), (begin, line.end), own_line=alone)


def _below(node: Node, stack: list[Node]) -> bool:
    """Whether the node may hang under the top of the stack: it is of a lower rank."""
    return _RANKS[node.style] > _RANKS[stack[-1].style]


def _close(node: Node) -> None:
    """Give every node its end: the beginning of what follows it."""
    ends = [child.start for child in node.children[1:]] + [node.end]
    for child, end in zip(node.children, ends, strict=False):
        child.end = end
        _close(child)
    first = node.children[0].start if node.children else node.end
    node.text = (node.text[0], max(node.text[0], first))


def _assign(root: Node, plain: str) -> None:
    """Say of every node in which section it stands: by its head, else as its parent."""
    for node in root.walk():
        above = node.parent.section if node.parent else Section.NONE
        own = section_of(plain[slice(*node.head)]) if node.has_head else Section.NONE
        node.section = own if _opens(node, own, above) else above


_MIDDLE = (Section.PHASES, Section.REPORTING, Section.SCOPE, Section.ORGANISATION, Section.DUTIES)
"""Sections that stand under another one as well."""


def _opens(node: Node, own: Section, above: Section) -> bool:
    """Whether a heading opens the section that its words say: a duty among others is no section."""
    if own is Section.NONE or above is Section.ANNEX:
        return False
    if node.parent is None or node.parent.style in ("root", "part"):
        return node.style != "digit" or own is not Section.SAFEGUARDS
    if node.style in ("bare", "bracketed"):
        return above is Section.NONE or own in _MIDDLE
    return own in (Section.PHASES, Section.SCOPE) and node.style in ("stage", "digit") and above is not Section.TASKS
