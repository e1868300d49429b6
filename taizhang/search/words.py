"""The tokens under which texts, names and numbers are found. Pure, and the same for both databases.

Chinese has no spaces: a text is cut into overlapping pairs (阿婆面馆 → 阿婆 婆面 面馆 馆), so that any part of it is
found by the pairs in the part. A name is also found by its pinyin and by the initials of it, from any character on; a
number by its beginning, by the beginning of each of its parts, and by its last four characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import add

from pypinyin import lazy_pinyin

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
RUN = re.compile(f"[{HAN}]+|[a-z0-9]+")
TYPED = re.compile(f"([{HAN}]+|[a-z0-9]+)(?:(-)(?=[a-z0-9]))?")
GUARDED = "#"
"""Stands before each token of a protected value: asked for only on behalf of those who may see such values."""
PLACE = "@"
"""Stands before each token that says where a thing is and whose it is."""

MOST_TEXT = 2000
MOST_NAMED = 16
"""Characters of a name that are found by pinyin."""
LONGEST = 24
"""Letters of a token of pinyin; what is asked for is cut there too."""
TAIL = 4


@dataclass(frozen=True, slots=True)
class Found:
    """By what a thing is found, where it lies, and whose it is.

    `names` are found by pinyin too, `texts` by their characters only; `guarded` are protected texts and numbers.
    `path`, `line_org`, `handlers` and `subject` are what the scope of a post is made of (access.scope).
    """

    path: str
    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    guarded: tuple[str, ...] = ()
    line_org: int | None = None
    handlers: tuple[int, ...] = ()
    subject: str = ""

    def words(self) -> list[str]:
        """Its tokens, each once."""
        found = [
            *chain.from_iterable(map(_of_name, self.names)),
            *chain.from_iterable(map(_of_number, self.numbers)),
            *chain.from_iterable(_of_text(text[:MOST_TEXT]) for text in self.texts),
            *(GUARDED + token for text in self.guarded for token in [*_of_text(text), *_of_number(text)]),
        ]
        return list(dict.fromkeys(found))

    def places(self, thing: str) -> list[str]:
        """Its tokens of scope; the kind of thing is in them, so that an index meets them at once."""
        return [
            *(place_token(thing, number) for number in self.path.split("/") if number),
            *([line_token(thing, self.line_org)] if self.line_org else []),
            *(handler_token(thing, org) for org in dict.fromkeys(self.handlers)),
            *([subject_token(thing, self.subject)] if self.subject else []),
        ]


def place_token(thing: str, org: int | str) -> str:
    return f"{PLACE}{thing}:{org}"


def line_token(thing: str, org: int) -> str:
    return f"{PLACE}{thing}:line:{org}"


def handler_token(thing: str, org: int) -> str:
    return f"{PLACE}{thing}:handler:{org}"


def subject_token(thing: str, subject: str) -> str:
    return f"{PLACE}{thing}:subject:{subject}"


def runs(text: str) -> list[str]:
    """The words of a text as it is compared: full-width forms made plain, small letters, signs left out."""
    return RUN.findall(_plain(text))


def typed_runs(text: str) -> list[tuple[str, bool]]:
    """The words, each with whether it is typed to its end: the part of a number that a hyphen joins to the next."""
    return [(run, bool(hyphen)) for run, hyphen in TYPED.findall(_plain(text))]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def is_han(run: str) -> bool:
    """Whether a run is of Chinese characters; all others are of ASCII letters and digits."""
    return not run.isascii()


def pairs(run: str) -> list[str]:
    """阿婆面 → 阿婆 婆面; a single character is itself."""
    return list(map(add, run, run[1:])) or [run]


def _of_text(text: str) -> list[str]:
    return _of_runs(runs(text))


def _of_runs(found: list[str]) -> list[str]:
    words: list[str] = []
    for run in found:
        if is_han(run):
            words += pairs(run)
            words.append(run[-1])
        else:
            words.append(run)
    return words


def _of_name(name: str) -> list[str]:
    found = runs(name)
    return [*_of_runs(found), *(word for run in found if is_han(run) for word in spelled(run[:MOST_NAMED]))]


def _of_number(number: str) -> list[str]:
    parts = [run for run in runs(number) if not is_han(run)]
    whole = "".join(parts)
    return [*parts, whole, whole[-TAIL:]] if whole else parts


@lru_cache(maxsize=20_000)
def spelled(run: str) -> tuple[str, ...]:
    """Pinyin and initials from each character on: 面馆 → mianguan guan mg g."""
    syllables = [syllable.lower() for syllable in lazy_pinyin(run) if syllable.isascii()]
    initials = "".join(syllable[0] for syllable in syllables)
    return (
        *("".join(syllables[at:])[:LONGEST] for at in range(len(syllables))),
        *(initials[at:] for at in range(len(initials))),
    )


def pinyin(run: str) -> str:
    return "".join(lazy_pinyin(run)).lower()[:LONGEST]


def row_text(tokens: Iterable[str]) -> str:
    """As it is stored: a space at each end, so that every token stands between two."""
    return f" {' '.join(tokens)} "
