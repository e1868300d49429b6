"""What the rules look at: one plan of a text, as it was read, with its outline, sentences and dates."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from taizhang.reading.model import Period, Phase, PlanReading, Quote
from taizhang.reading.outline import Node
from taizhang.reading.plantext import PlanText

from .finding import Finding, Place
from .rules import RULES

_SENTENCE = re.compile(r"[。！？!?\n]")


@dataclass(frozen=True)
class Paper:
    """`text` is the plan in the plain form, `reading` what was recognised in it."""

    text: PlanText
    reading: PlanReading

    @property
    def plain(self) -> str:
        return self.text.plain

    @property
    def body(self) -> str:
        """The plan's whole text in the plain form."""
        return self.plain[self.text.start : self.text.end]

    @property
    def period(self) -> Period | None:
        """What the text says of the whole campaign; not where the words are those of one phase."""
        period = self.reading.period
        if period is None or any(_same(period, phase) for phase in self.reading.phases):
            return None
        return period

    def find(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        """Every occurrence within the plan."""
        return list(pattern.finditer(self.plain, self.text.start, self.text.end))

    def words(self, node: Node) -> str:
        """The marker and the head of an item as they are printed, or how it begins."""
        stop = node.head[1] if node.has_head else min(node.start + 24, node.text[1])
        return self.plain[node.start : stop].strip()

    def node_at(self, at: int) -> Node:
        """The innermost item of the outline that holds a sign of the plain text."""
        node = self.text.root
        while inner := next((child for child in node.children if child.start <= at < child.end), None):
            node = inner
        return node

    def breach(self, code: str, at: int, stop: int, message: str, remedy: str = "") -> Finding:
        """The finding that plain[at:stop] breaks the rule `code`."""
        return self.breach_of(code, self.text.quote(at, max(stop, at + 1)), message, remedy, self.section(at))

    def breach_in_original(self, code: str, start: int, end: int, message: str) -> Finding:
        """The same for a piece of the original text that the plain form has left out."""
        return self.breach_of(code, Quote(self.text.source.text[start:end], start, end), message)

    def breach_of(self, code: str, quote: Quote, message: str, remedy: str = "", section: str = "") -> Finding:
        """The finding that a piece of the original text breaks the rule `code`."""
        rule = RULES[code]
        original = self.text.source.text
        line, column = self._position(quote.start)
        place = Place(line, column, quote.start, quote.end, section)
        sentence = _sentence(original, quote.start, quote.end)
        return Finding(code, rule.severity, message, remedy or rule.remedy, quote.text, sentence, place)

    def section(self, at: int) -> str:
        """The headings above a place, outermost first."""
        heads: list[str] = []
        node: Node | None = self.node_at(at)
        while node is not None and node.parent is not None:
            if node.has_head:
                heads.append(self.words(node))
            node = node.parent
        return " ".join(reversed(heads))

    def section_of(self, quote: Quote) -> str:
        """The headings above a piece of the original text."""
        at = bisect_left(self.text.source.places, quote.start)
        return self.section(min(max(at, self.text.start), self.text.end))

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.text.source.text))]

    def _position(self, at: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, at)
        return line, at - self._line_starts[line - 1] + 1


def _sentence(text: str, start: int, end: int) -> str:
    before = [found.end() for found in _SENTENCE.finditer(text, max(0, start - 300), start)]
    after = _SENTENCE.search(text, end, min(len(text), end + 300))
    begin = before[-1] if before else max(0, start - 300)
    stop = (after.start() if text[after.start()] == "\n" else after.end()) if after else min(len(text), end + 300)
    return text[begin:stop].strip()


def _same(period: Period, phase: Phase) -> bool:
    shared = period.quote.start < phase.quote.end and phase.quote.start < period.quote.end
    return shared or (period.start, period.end) == (phase.start, phase.end)
