"""The plan as a Word file with a comment at each place that needs mending."""

from __future__ import annotations

import io
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from itertools import pairwise

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from taizhang.render.characters import without_illegal
from taizhang.render.stable_package import without_timestamps
from taizhang.render.word_styles import blank_document

from .finding import Finding

AUTHOR, INITIALS = "方案体检", "检"


def annotated(text: str, findings: Sequence[Finding]) -> bytes:
    """The text, a paragraph a line, with the findings as comments; the same input gives the same bytes."""
    word = blank_document()
    for leftover in word.element.body.p_lst:
        word.element.body.remove(leftover)
    starts, at = [], 0
    by_line: dict[int, list[Finding]] = {}
    lines = text.split("\n")
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    for found in findings:
        if found.place.start is not None:
            by_line.setdefault(bisect_right(starts, found.place.start) - 1, []).append(found)
    for number, line in enumerate(lines):
        if line.strip() or number in by_line:
            _paragraph(word, line, starts[number], by_line.get(number, []))
    return _stored(word)


def _paragraph(word: WordDocument, line: str, begin: int, findings: Sequence[Finding]) -> None:
    spans = [_span(found, begin, len(line)) for found in findings]
    cuts = sorted({0, len(line), *(at for span in spans for at in span)})
    paragraph = word.add_paragraph()
    runs = {first: paragraph.add_run(without_illegal(line[first:last])) for first, last in pairwise(cuts)}
    for found, (first, last) in zip(findings, spans, strict=True):
        marked = [run for at, run in runs.items() if first <= at < last]
        if marked:
            _comment(word, marked, found)


def _span(found: Finding, begin: int, length: int) -> tuple[int, int]:
    """Where in its line a finding stands; what runs over the end of the line is marked up to there."""
    first = min((found.place.start or 0) - begin, max(length - 1, 0))
    return first, max(first + 1, min((found.place.end or 0) - begin, length))


def annotated_original(content: bytes, findings: Sequence[Finding]) -> bytes:
    """A Word file as it was written, with the findings as comments at their places.

    A finding whose sentence cannot be found there again (Word counted its number itself) is set at its paragraph, or
    at the first one. Raises ValueError where the content is no Word file of today.
    """
    try:
        word = Document(io.BytesIO(content))
    except Exception as error:
        raise ValueError("不是 docx 文件") from error
    paragraphs = list(_paragraphs(word))
    at = 0
    for found in findings:
        at = _home(paragraphs, found, at)
        runs = _runs_of(paragraphs[at], found.quote) if paragraphs else []
        if runs:
            _comment(word, runs, found)
    return _stored(word)


def _paragraphs(word: WordDocument) -> Iterator[Paragraph]:
    """Every paragraph with text, those in tables too, in order."""
    for element in word.element.body.iter(qn("w:p")):
        paragraph = Paragraph(element, word)
        if paragraph.text.strip() and paragraph.runs:
            yield paragraph


def _home(paragraphs: Sequence[Paragraph], found: Finding, after: int) -> int:
    """The paragraph that a finding belongs to: the next one that holds its quote, or its sentence."""
    whole: list[int] = [*range(after, len(paragraphs)), *range(after)]
    for piece in (found.quote, found.quote[-12:], found.sentence[:20], found.sentence[-12:]):
        for index in whole:
            if piece.strip() and piece.strip() in paragraphs[index].text:
                return index
    return after


def _runs_of(paragraph: Paragraph, quote: str) -> list[Run]:
    """The runs that hold the quote, cut at its edges where they are plain text; all runs where it is not there."""
    start = paragraph.text.find(quote)
    if start < 0 or "".join(run.text for run in paragraph.runs) != paragraph.text:
        return list(paragraph.runs)
    _cut(paragraph, start)
    _cut(paragraph, start + len(quote))
    found, at = [], 0
    for run in paragraph.runs:
        if at < start + len(quote) and at + len(run.text) > start:
            found.append(run)
        at += len(run.text)
    return found or list(paragraph.runs)


def _cut(paragraph: Paragraph, place: int) -> None:
    """Split the run that spans a place of the paragraph's text; one that holds more than text stays whole."""
    at = 0
    for run in paragraph.runs:
        text = run.text
        if at < place < at + len(text) and all(child.tag in (qn("w:t"), qn("w:rPr")) for child in run._r):
            rest = deepcopy(run._r)
            run._r.addnext(rest)
            run.text, Run(rest, paragraph).text = text[: place - at], text[place - at :]
            return
        at += len(text)


def _comment(word: WordDocument, runs: Sequence[Run], found: Finding) -> None:
    text = f"【{found.severity.label}】{found.message}。\n改法：{found.remedy}。（{found.code}）"
    comment = word.add_comment(list(runs), text=without_illegal(text), author=AUTHOR, initials=INITIALS)
    comment._comment_elm.attrib.pop(qn("w:date"))  # the same input gives the same bytes


def _stored(word: WordDocument) -> bytes:
    target = io.BytesIO()
    word.save(target)
    return without_timestamps(target.getvalue())
