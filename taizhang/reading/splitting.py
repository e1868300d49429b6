"""The plans of a text: by 篇 marks, or where a new document begins after the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .grammar.numbers import whole
from .plain import Source

_MARK = re.compile(
    r"^(?P<prefix>[^\n。]{0,60}?)(?:(?:第)?篇(?P<after>[一二三四五六七八九十\d]{1,3})|第(?P<before>[一二三四五六七八九十\d]{1,3})篇"
    r"|范文(?P<sample>[一二三四五六七八九十\d]{1,3}))[:：]?(?P<rest>[^\n。]{0,40})$",
    re.MULTILINE,
)
_TITLE_LINE = re.compile(
    r"^(?:[^\n。;:]{0,50})(?:工作方案|实施方案|行动方案|整治方案|方案|行动计划|的通知)(?:\([^()\n]{1,20}\))?$",
    re.MULTILINE,
)
_SIGNED = re.compile(r"^[^\n。]{0,50}(?:20\d\d|二○[一二]\S) ?年 ?\S{1,3} ?月 ?\S{1,3} ?日(?:印发)?$", re.MULTILINE)
_ITEM = re.compile(r" ?(?:[一二三四五六七八九十\d]{1,3} ?[、.,]|\(|第)")
_PART = re.compile(r"^ ?[一二三四五六七八九十]{1,2}、", re.MULTILINE)
_FIRST_ITEM = re.compile(r"^ ?一、", re.MULTILINE)


def plan_spans(source: Source) -> list[tuple[int, int]]:
    """The stretches [start, end) of the plain text that hold a plan each; none where the text is empty."""
    plain = source.plain
    marked = _marked(plain)
    if marked:
        return [span for span in (_trim(plain, *piece) for piece in marked) if span]
    spans = (_trim(plain, *piece) for piece in _documents(plain))
    return [span for span in spans if span]


def _marked(plain: str) -> list[tuple[int, int]]:
    """Stretches after 篇一, 篇二, …: the marks count up from one and there are at least two."""
    marks: list[re.Match[str]] = []
    for found in _MARK.finditer(plain):
        number = whole(found["after"] or found["before"] or found["sample"] or "")
        if number == len(marks) + 1:
            marks.append(found)
    if len(marks) < 2:
        return []
    ends = [mark.start() for mark in marks[1:]] + [len(plain)]
    return [(mark.end(), end) for mark, end in zip(marks, ends, strict=True)]


def _documents(plain: str) -> Iterator[tuple[int, int]]:
    """Whole documents one after the other. A covering notice and what it covers stay together, as do annexes."""
    begin = 0
    for found in _TITLE_LINE.finditer(plain):
        if found.start() <= begin:
            continue
        cut = _signature(plain, begin, found.start()) or _unsigned(plain, found)
        if cut is None or not _has_body(plain, begin, cut):
            continue
        if _begins(plain, found.end()) and not _annexed(plain, found.start()):
            yield begin, cut
            begin = cut
    yield begin, len(plain)


def _has_body(plain: str, start: int, end: int) -> bool:
    """Whether a stretch is a document of its own: at least two numbered parts."""
    first = _FIRST_ITEM.search(plain, start, end)
    return first is not None and plain.find("二、", first.start(), end) >= 0


def _signature(plain: str, start: int, end: int) -> int | None:
    """Where the signature of a document ends: a line with a date, with next to nothing after it."""
    signed = list(_SIGNED.finditer(plain, max(start, end - 400), end))
    return signed[-1].end() if signed else None


def _unsigned(plain: str, title: re.Match[str]) -> int | None:
    """Where a plan begins that is pasted behind one without a signature: its title, and numbering that starts anew."""
    if _ITEM.match(title[0]) or "通知" in title[0]:
        return None
    first = _PART.search(plain, title.end(), title.end() + 3000)
    return title.start() if first and first[0].strip() == "一、" else None


def _begins(plain: str, end: int) -> bool:
    return _FIRST_ITEM.search(plain, end, end + 3000) is not None


def _annexed(plain: str, start: int) -> bool:
    return (
        re.search(r"附件[\d一二三四五]{0,2}[:：]?[^\n]{0,30}\n?[^\n]{0,20}$", plain[max(0, start - 80) : start])
        is not None
    )


def _trim(plain: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and plain[start] in " \n":
        start += 1
    while end > start and plain[end - 1] in " \n":
        end -= 1
    return (start, end) if end > start else None
