"""The phrase book: pairs of lines in `book/*.txt`, Chinese above, English below, a blank line between; pure.

`{}` stands for a value, `<1>…</1>` for an inline element, `{!}` for a value that may be Chinese though the phrase is
short. English may take values in another order as `{2}`, and adds
an ending by the number before it: `{} case[s]`, `{} entr[y|ies]`. Lines that begin with # are remarks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

from taizhang.web.english.chinese import HAN, even

BOOK = Path(__file__).resolve().parent / "book"

OPEN, CLOSE, TAGS = 0xE000, 0xE200, "\ue000-\ue3ff"
"""Within a text a tag is one character that no text has: an opening one OPEN + its number, its end CLOSE + it."""
_SIGN = re.compile(f"[{TAGS}]")
_TAG = re.compile(r"<(/?)(\d+)>")
_VALUE = re.compile(r"\{(\d*)\}")
_ANY = f"(?:[^{TAGS}]|[\ue000-\ue1ff][^{TAGS}]*[\ue200-\ue3ff])+?"
"""A value: text, or an inline element with text in it."""
_CLAUSE = f"(?:[^{TAGS}，。；：！？→]|[\ue000-\ue1ff][^{TAGS}]*[\ue200-\ue3ff])+?"
"""A value of a phrase that says little itself: nothing that goes beyond a clause."""
SAYS_MUCH = 6
_ENDING = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]")
_NUMBER = re.compile(rf"[{TAGS}\s]*(-?[\d,]+(?:\.\d+)?)[{TAGS}\s]*")
_STOPS = "。."
WEAK = 3
"""A phrase with fewer Chinese characters of its own says too little to be believed about a value that stays Chinese."""


class BadPhrase(ValueError):  # noqa: N818 - it says what is wrong
    """A pair of the book that cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Phrase:
    source: str
    english: str
    form: re.Pattern[str]
    weight: int
    sure: bool

    def match(self, text: str) -> tuple[str, tuple[str, ...]] | None:
        """The English with the tags of the text, and the values."""
        found = self.form.fullmatch(text)
        if found is None:
            return None
        tags = {_sign(name): sign for name, sign in found.groupdict().items()}
        values = tuple(value for index, value in enumerate(found.groups(), 1) if index not in self._named)
        return "".join(tags.get(sign, sign) for sign in self.english), values

    @property
    def _named(self) -> set[int]:
        return set(self.form.groupindex.values())


class Book:
    """Phrases found by what they say: whole ones at once, those with values by two neighbouring characters."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.whole: dict[str, str] = {}
        self._with_values: dict[str, list[Phrase]] = defaultdict(list)
        self.sources: set[str] = set()
        for source, english in pairs:
            self._take(source, english)
        for phrases in self._with_values.values():
            phrases.sort(key=lambda phrase: -phrase.weight)

    def _take(self, source: str, english: str) -> None:
        key, english = coded(source).rstrip(_STOPS), coded_english(source, english).rstrip(_STOPS)
        sure, key = "{!}" in key, key.replace("{!}", "{}")
        self.sources.add(key)
        if "{}" not in key:
            self.whole.setdefault(key, english)
            return
        literals = [part.strip() for part in key.split("{}")]
        anchor = max(literals, key=lambda part: len(HAN.findall(part)))
        found = HAN.search(anchor)
        if found is None:
            raise BadPhrase(f"{source}：除了占位以外没有汉字")
        weight = len(HAN.findall(key))
        value = _ANY if weight >= SAYS_MUCH else _CLAUSE
        form = rf"\s*({value})\s*".join(_SIGN.sub(_tag_form, re.escape(part)) for part in literals)
        phrase = Phrase(key, english, re.compile(form), weight, sure)
        self._with_values[anchor[found.start() : found.start() + 2]].append(phrase)

    def fitting(self, text: str) -> Iterator[Phrase]:
        """Phrases with values that may fit, those that say most first."""
        pairs = {text[start : start + size] for start in range(len(text)) for size in (1, 2)}
        found = [phrase for pair in pairs if pair in self._with_values for phrase in self._with_values[pair]]
        yield from sorted(found, key=lambda phrase: (-phrase.weight, phrase.source))


def _tag_form(found: re.Match[str]) -> str:
    """A tag of a phrase stands for any tag of a text: they are numbered through the whole of it."""
    sign = ord(found[0])
    kind, number, first = ("close", sign - CLOSE, CLOSE) if sign >= CLOSE else ("open", sign - OPEN, OPEN)
    return f"(?P<{kind}{number}>[{chr(first)}-{chr(first + CLOSE - OPEN - 1)}])"


def _sign(name: str) -> str:
    return chr(CLOSE + int(name[5:])) if name.startswith("close") else chr(OPEN + int(name[4:]))


def coded(source: str) -> str:
    """The Chinese of a pair with its tags as characters and its blanks as they matter."""
    return even(_TAG.sub(lambda tag: chr((CLOSE if tag[1] else OPEN) + int(tag[2])), source))


def coded_english(source: str, english: str) -> str:
    """The English of a pair with its tags as characters and its values numbered."""
    count = source.count("{}") + source.count("{!}")
    numbers = iter(range(1, count + 1))
    try:
        numbered = _VALUE.sub(lambda value: f"{{{value[1] or next(numbers)}}}", english)
    except StopIteration:
        raise BadPhrase(f"{source} → {english}：英文的占位比中文多") from None
    used = {int(value[1]) for value in _VALUE.finditer(numbered)}
    if used and max(used) > count:
        raise BadPhrase(f"{source} → {english}：占位 {max(used)} 不存在")
    if sorted(_TAG.findall(source)) != sorted(_TAG.findall(english)):
        raise BadPhrase(f"{source} → {english}：两边的元素不一样")
    return _TAG.sub(lambda tag: chr((CLOSE if tag[1] else OPEN) + int(tag[2])), numbered)


def filled(english: str, values: tuple[str, ...], shown: Callable[[str], str]) -> str:
    """The English with its values, and the endings that their numbers ask for."""
    last = ""

    def ending(found: re.Match[str]) -> str:
        one, many = ("", found[2]) if found[2] is None else (found[1], found[2])
        return one if last == "1" else (found[1] if many is None else many)

    pieces = []
    for piece in re.split(r"(\{\d+\})", english):
        if value := _VALUE.fullmatch(piece):
            raw = values[int(value[1]) - 1]
            number = _NUMBER.fullmatch(raw)
            last = number[1] if number else last
            pieces.append(shown(raw))
        else:
            pieces.append(_ENDING.sub(ending, piece))
    return "".join(pieces)


def pairs_of(text: str, name: str) -> Iterator[tuple[str, str]]:
    """The pairs of one file of the book."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for source, english in zip_longest(lines[::2], lines[1::2], fillvalue=""):
        if not HAN.search(source) or not english:
            raise BadPhrase(f"{name}：应是一行中文、一行英文：{source} / {english}")
        yield source, english


def areas() -> list[Path]:
    return sorted(BOOK.glob("*.txt"))


def read(files: Iterable[Path]) -> Book:
    return Book(pair for file in files for pair in pairs_of(file.read_text(encoding="utf-8"), file.name))


@cache
def whole_book() -> Book:
    return read(areas())
