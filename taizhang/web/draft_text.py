"""The text of a draft cut into pieces: the items that were read from it, and what the check-up finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from taizhang.campaigns.drafting import Section
from taizhang.campaigns.models import DraftItem
from taizhang.web.draft_checkup import Flaw


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text: the items it belongs to (as `data-ref`), and those that begin here; the same for flaws."""

    text: str
    refs: str = ""
    section: str = ""
    begins: Sequence[DraftItem] = ()
    tone: str = ""
    flaws: Sequence[Flaw] = ()

    @property
    def plain(self) -> bool:
        return not self.refs and not self.tone

    @property
    def asks(self) -> bool:
        return any(item.asks or item.undated for item in self.begins)


def pieces_of(text: str, items: Sequence[DraftItem], flaws: Sequence[Flaw]) -> list[Piece]:
    """The text cut where items and flaws begin and end; a stretch that several items share names them all."""
    begins: dict[int, list[DraftItem]] = {}
    ends: dict[int, set[UUID]] = {}
    for item in items:
        if item.start is not None and item.end is not None and item.start < item.end <= len(text):
            begins.setdefault(item.start, []).append(item)
            ends.setdefault(item.end, set()).add(item.pk)
    marks = [flaw for flaw in flaws if flaw.start < flaw.end <= len(text)]
    cuts = sorted({0, len(text), *begins, *ends, *_edges(marks)})
    found: list[Piece] = []
    running: list[DraftItem] = []
    for start, end in pairwise(cuts):
        running = [item for item in running if item.pk not in ends.get(start, set())]
        fresh = begins.get(start, [])
        running += fresh
        over = [flaw for flaw in marks if flaw.start <= start < flaw.end]
        found.append(_piece(text[start:end], running, fresh, over, start))
    return found


def _edges(flaws: Iterable[Flaw]) -> Iterable[int]:
    return (place for flaw in flaws for place in (flaw.start, flaw.end))


def _piece(text: str, running: Sequence[DraftItem], fresh: Sequence[DraftItem], over: Sequence[Flaw], at: int) -> Piece:
    gravest = min(over, key=lambda flaw: flaw.finding.severity.rank, default=None)
    tone = gravest.tone if gravest else ""
    flaws = [flaw for flaw in over if flaw.start == at]
    if not running:
        return Piece(text, tone=tone, flaws=flaws)
    first = fresh[0] if fresh else running[-1]
    refs = " ".join(str(item.pk) for item in running)
    return Piece(text, refs, Section(first.section).value, fresh, tone, flaws)
