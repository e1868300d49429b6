"""Where pieces stand in the text: the span of a quote, and the stretch of text that belongs to each phase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Span = tuple[int, int]

_LINE_HEADING = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)])", re.MULTILINE)


class Source:
    """One plan within a text. Spans count characters of the whole text."""

    def __init__(self, text: str, span: Span) -> None:
        self.text, self.span = text, span

    @property
    def own(self) -> str:
        """The text of this plan alone."""
        return self.text[slice(*self.span)]

    def find(self, quote: str) -> Span | None:
        """The first place of a quote within the plan."""
        if not quote:
            return None
        start = self.text.find(quote, *self.span)
        return (start, start + len(quote)) if start >= 0 else None

    def place(self, item: Mapping[str, Any]) -> Span | None:
        """Where an item of the reading stands: as the reader says, else the first place of its quote."""
        at = item.get("at")
        return (at[0], at[1]) if at else self.find(item["quote"])

    def sentence(self, span: Span | None) -> str:
        """The sentence around a place: between the stops before and after it."""
        if span is None:
            return ""
        first = max(self.text.rfind(stop, self.span[0], span[0]) for stop in "。；;\n") + 1
        ends = [place for stop in "。；;\n" if (place := self.text.find(stop, span[1], self.span[1])) >= 0]
        return self.text[max(first, self.span[0]) : min(ends, default=self.span[1])]


def phase_stretches(source: Source, phases: Iterable[tuple[str, Span | None]]) -> list[tuple[Span, str]]:
    """((start, end), phase id) of the text that follows each phase's heading, up to the next phase or heading.

    `phases` are the ids in their order, each with its place. Phases whose sentences do not stand in the order of the
    phases (all named in one sentence) have no stretch.
    """
    placed = [(span[0], name) for name, span in phases if span]
    if placed != sorted(placed):
        return []
    found = []
    for number, (start, name) in enumerate(placed):
        end = placed[number + 1][0] if number + 1 < len(placed) else _end_of_last(source, start)
        found.append(((start, end), name))
    return found


def _end_of_last(source: Source, start: int) -> int:
    line_end = source.text.find("\n", start, source.span[1])
    if line_end < 0:
        return source.span[1]
    following = _LINE_HEADING.search(source.text, line_end, source.span[1])
    return following.start() if following else source.span[1]


def phase_of(span: Span | None, stretches: list[tuple[Span, str]]) -> str | None:
    """The phase in whose stretch a place lies."""
    if span is None:
        return None
    return next((name for (start, end), name in stretches if start <= span[0] < end), None)
