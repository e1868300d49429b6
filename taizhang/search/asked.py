"""What somebody typed, as conditions on tokens: each database asks its own index, a list is tested row by row."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from .words import GUARDED, LONGEST, is_han, pairs, pinyin, typed_runs

MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Term:
    """One token; with `begins` any token that begins so."""

    token: str
    begins: bool = False

    def met_by(self, tokens: Collection[str]) -> bool:
        return any(token.startswith(self.token) for token in tokens) if self.begins else self.token in tokens


Way = tuple[Term, ...]
"""Terms that are met together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Every one of `wanted` has to be met, each by one of its ways."""

    wanted: tuple[tuple[Way, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    def within(self, *ways: Way) -> Asked:
        """What is asked, and one of these ways besides."""
        return replace(self, wanted=(*self.wanted, ways))

    def met_by(self, tokens: Collection[str]) -> bool:
        return all(any(all(term.met_by(tokens) for term in way) for way in ways) for ways in self.wanted)


def asked(text: str, *, guarded: bool = False, by_sound: bool = False) -> Asked:
    """The words typed, each of which has to be met.

    `guarded`: protected values are searched too. `by_sound`: a Chinese word is met by whatever sounds like it, which
    forgives the usual slip of an input method.
    """
    words = [way for run, ended in typed_runs(text[:200])[:MOST_WORDS] if (way := _way(run, ended, by_sound))]
    return Asked(tuple((way, _hidden(way)) if guarded else (way,) for way in words))


def _way(run: str, ended: bool, by_sound: bool) -> Way:
    """An index finds whole tokens at once, but gathers all that begin so: a day of numbers begins ten thousand."""
    if not is_han(run):
        return (Term(run[:LONGEST], begins=not ended or len(run) > LONGEST),)
    if by_sound:
        return (Term(pinyin(run), begins=True),) if len(run) > 1 else ()
    return (Term(run, begins=True),) if len(run) == 1 else tuple(Term(pair) for pair in pairs(run))


def _hidden(way: Way) -> Way:
    return tuple(replace(term, token=GUARDED + term.token) for term in way)


def as_fts5(asked: Asked) -> str:
    """For SQLite's full-text index."""

    def said(term: Term) -> str:
        return f'"{term.token}"{"*" if term.begins else ""}'

    return _joined(asked, said, " AND ", " OR ")


def as_tsquery(asked: Asked) -> str:
    """For PostgreSQL's. Tokens hold letters, digits and the signs of their kind: nothing that would need quoting."""

    def said(term: Term) -> str:
        return f"'{term.token}'{':*' if term.begins else ''}"

    return _joined(asked, said, " & ", " | ")


def in_text(asked: Asked, column: str) -> tuple[str, list[str]]:
    """As a condition on the row's own text, and its parameters: what tests a row without the index, on PostgreSQL."""
    parts = [between_spaces(term) for ways in asked.wanted for way in ways for term in way]
    return _joined(asked, lambda _: f"strpos({column}, %s) > 0", " AND ", " OR "), parts


def between_spaces(term: Term) -> str:
    """As it stands in the text of a row."""
    return f" {term.token}" if term.begins else f" {term.token} "


def _joined(asked: Asked, said: Callable[[Term], str], both: str, either: str) -> str:
    def way_of(way: Way) -> str:
        return f"({both.join(said(term) for term in way)})"

    return both.join(f"({either.join(way_of(way) for way in ways)})" for ways in asked.wanted)
