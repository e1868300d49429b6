"""One plan's stretch of a text with everything that the recognisers ask about it: outline, sentences, dates."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from .grammar.dates import When, find_dates
from .grammar.subjects import Subject, subjects_in
from .model import IsoDay, Quote
from .outline import Node, outline
from .plain import Source
from .years import Years, issued

_SENTENCE_END = re.compile(r"[。!?\n]+")
LONGEST_SENTENCE = 1500
"""Characters. Longer ones are no sentences but lists or rubbish; cut, work grows no faster than the text."""

_CLAUSE_END = re.compile(r"[。!?\n;,:]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, [start, end) of the plain text, and the item of the outline that it belongs to."""

    start: int
    end: int
    node: Node


class PlanText:
    """A plan as the recognisers see it. All offsets count in the plain text."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.plain = source.plain
        self.start = start
        self.end = end
        self.root = outline(self.plain, start, end)
        self._subjects: dict[int, list[Subject]] = {}
        self.years = Years(issued(self.plain, start, end))

    @cached_property
    def nodes(self) -> list[Node]:
        return list(self.root.walk())

    @cached_property
    def dates(self) -> list[When]:
        """Every date of the plan but the document's own."""
        own = self.years.issued.at
        return [
            when for when in find_dates(self.plain, self.start, self.end)
            if not any(at <= when.at < stop for at, stop in own)
        ]  # fmt: skip

    @cached_property
    def _date_places(self) -> list[int]:
        return [when.at for when in self.dates]

    def dates_in(self, start: int, end: int) -> list[When]:
        """The dates that stand wholly in [start, end)."""
        low, high = bisect_left(self._date_places, start), bisect_left(self._date_places, end)
        return [when for when in self.dates[low:high] if when.end <= end]

    @cached_property
    def sentences(self) -> list[Sentence]:
        """Every sentence of the plan, in order."""
        found = [*self._split(self.root, *self.root.text)]
        for node in self.nodes:
            found += self._split(node, *node.text)
        return found

    def _split(self, node: Node, start: int, end: int) -> Iterator[Sentence]:
        for at, stop in pieces(self.plain, start, end, _SENTENCE_END):
            while stop - at > LONGEST_SENTENCE:
                cut = self.plain.rfind(",", at + LONGEST_SENTENCE // 2, at + LONGEST_SENTENCE) + 1
                cut = cut or at + LONGEST_SENTENCE
                yield Sentence(at, cut, node)
                at = cut  # noqa: PLW2901 - the rest of the same stretch
            yield Sentence(at, stop, node)

    def subjects_before(self, sentence: Sentence, at: int) -> list[Subject]:
        """Who, of those that the sentence tells to act, is named before `at`."""
        if sentence.start not in self._subjects:
            self._subjects[sentence.start] = list(subjects_in(self.plain, sentence.start, sentence.end))
        return [subject for subject in self._subjects[sentence.start] if subject.start < at]

    def clauses(self, start: int, end: int) -> list[tuple[int, int]]:
        """The clauses of a stretch, between commas, semicolons and colons."""
        return list(pieces(self.plain, start, end, _CLAUSE_END))

    def text(self, start: int, end: int) -> str:
        return self.plain[start:end]

    def quote(self, start: int, end: int) -> Quote:
        return self.source.quote(start, end)

    def due(self, start: int, end: int, after: IsoDay | None = None) -> IsoDay | None:
        """The last date by which something is due in a stretch."""
        days = [self.years.end(when, after) for when in self.dates_in(start, end) if when.before or when.is_range]
        return next((day for day in reversed(days) if day), None)


def pieces(plain: str, start: int, end: int, separator: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The stretches between separators, without the empty ones."""
    at = start
    for found in separator.finditer(plain, start, end):
        if plain[at : found.start()].strip():
            yield at, found.start()
        at = found.end()
    if plain[at:end].strip():
        yield at, end
