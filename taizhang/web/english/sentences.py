"""One text in English: the whole of it by the book, else its clauses, else its elements, else as it is; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial

from taizhang.web.english.chinese import even, has_chinese
from taizhang.web.english.moments import DAYS, MONTHS, natural
from taizhang.web.english.phrases import CLOSE, OPEN, TAGS, WEAK, Book, filled

LONGEST = 3000
"""What is longer is a document, not an interface."""
MOST_PARTS = 12
MARKS = {
    "，": ", ", "。": ". ", "；": "; ", "：": ": ", "、": ", ", "（": " (", "）": ") ", "！": "! ", "？": "? ",
    "　": " ", "／": "/", "…": "…",
}  # fmt: skip
_MARK = "".join(MARKS)
_EDGES = re.compile(rf"([{_MARK}·\s]*)(.*?)([{_MARK}·\s]*)", re.DOTALL)
_LEVELS = ("·|—→　", "()", "。！？\n", "；", "：", "，", "、")
_LAST_LEVELS = (" ", "（）", "/")
"""Where a text may be taken apart, the strongest marks first."""
_REMARK = re.compile(r"([^（）]*)（([^（）]*)）")
_TAG = re.compile(rf"[{TAGS}]")
_PROPER = {
    "I", "ODK", "Excel", "Word", "PDF", "Taizhang", "Chinese", "English", "Wi-Fi", "GPS",
    *DAYS.values(), *MONTHS,
}  # fmt: skip


class Translator:
    """Texts by one book, each worked out once."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._known: Callable[[str], str | None] = lru_cache(maxsize=50_000)(self._find)

    def text(self, text: str) -> str:
        """The text in English with the blanks around it; itself where the book has nothing for it."""
        inner = text.strip()
        if not inner or len(inner) > LONGEST:
            return text
        found = self._known(inner) if has_chinese(inner) else _punctuated(inner)
        if found is None:
            return text
        start = text.index(inner)
        return text[:start] + found + text[start + len(inner) :]

    def _find(self, text: str) -> str | None:
        ways = (
            self._by_the_book,
            self._beside_a_remark,
            self._without_edges,
            self._peeled,
            self._beside_an_element,
            self._in_parts,
        )
        return next((found for way in ways if (found := way(text)) is not None), None)

    def _by_the_book(self, text: str) -> str | None:
        key = even(text)
        for way in (self._whole, _moment, self._counted):
            if (found := way(key)) is not None:
                return found
        if " · " in text and _depth_of(text, "·") == 0:
            return None  # the parts of a title are not one sentence
        return self._with_values(key)

    def _whole(self, key: str) -> str | None:
        if (whole := self.book.whole.get(key)) is not None:
            return whole
        if key.endswith("）") and (whole := self.book.whole.get(key[:-1])) is not None:
            return f"{whole})"  # the book leaves the closing mark of a phrase out
        return None

    def _with_values(self, key: str) -> str | None:
        for phrase in self.book.fitting(key):
            if (found := phrase.match(key)) is None:
                continue
            english, values = found
            if phrase.sure or phrase.weight >= WEAK or not any(has_chinese(self._value(value)) for value in values):
                return filled(english, values, self._value)
        return None

    def _counted(self, key: str) -> str | None:
        """A label with its count behind it: no sentence with a value."""
        label, *rest = _elements(key) if _TAG.search(key[-1:]) else [key]
        found = self.book.whole.get(label.strip()) if len(rest) == 1 and not has_chinese(rest[0]) else None
        return None if found is None else f"{found} {rest[0]}"

    def _value(self, raw: str) -> str:
        """A value stays as it is, unless all of it is of the interface."""
        value = raw.strip()
        if not has_chinese(value):
            return value
        found = self._by_the_book(value) or self._known(value)
        if found is None or (has_chinese(found) and self._by_the_book(value) is None):
            return value
        return within(found)

    def _without_edges(self, text: str) -> str | None:
        """Without the marks around it, which English sets in its own way."""
        found = _EDGES.fullmatch(text)
        if found is None or not (found[1] or found[3]) or not found[2]:
            return None
        before, inner, after = found.groups()
        if inner.count("（") > inner.count("）") and after.startswith("）"):
            inner, after = f"{inner}）", after[1:]
        if inner == text or (english := self._known(inner)) is None:
            return None
        goes_on = before.strip()[-1:] in ("，", "、", "；", "（")
        return _tidy(_marks(before) + (within(english) if before.strip() and goes_on else english) + _marks(after))

    def _peeled(self, text: str) -> str | None:
        """What one element holds wholly."""
        if not OPEN <= ord(text[0]) < CLOSE or text[-1] != chr(ord(text[0]) - OPEN + CLOSE):
            return None
        inner = text[1:-1]
        found = self._known(inner.strip()) if has_chinese(inner) else None
        return None if found is None else text[0] + inner.replace(inner.strip(), found) + text[-1]

    def _beside_an_element(self, text: str) -> str | None:
        """A phrase with an element behind it that is none of it, such as a count."""
        elements = list(_elements(text))
        if len(elements) < 2 or not _TAG.match(elements[-1]):
            return None
        before = "".join(elements[:-1])
        found = self._by_the_book(before.strip())
        if found is None:
            return None
        return before.replace(before.strip(), found) + (self._known(elements[-1]) or elements[-1])

    def _beside_a_remark(self, text: str) -> str | None:
        """A phrase with a remark in brackets behind it."""
        if (cut := _REMARK.fullmatch(text)) is None or (found := self._by_the_book(cut[1].strip())) is None:
            return None
        return f"{found} ({self._known(cut[2]) or cut[2]})"

    def _in_parts(self, text: str) -> str | None:
        ways: list[Callable[[str], Iterator[str]]] = [partial(_split, marks=marks) for marks in _LEVELS]
        ways += [_elements, *(partial(_split, marks=marks) for marks in _LAST_LEVELS)]
        for way in ways:
            parts = list(way(text))
            if len(parts) > 1:
                return self._joined(parts)
        return None

    def _joined(self, parts: list[str]) -> str | None:
        """Each part for itself, the marks between them as English sets them; None where the book knows none of them."""
        parts = self._in_phrases(parts)
        found = [self._known(part.strip()) if has_chinese(part) else None for part in parts]
        if not any(found):
            return None
        pieces: list[str] = []
        for part, english in zip(parts, found, strict=True):
            if part in MARKS:
                pieces.append(MARKS[part])
            elif english is None:
                pieces.append(part if has_chinese(part) else _marks(part))
            else:
                before = "".join(pieces).rstrip()
                inner = within(english) if before.endswith((",", "(", ";")) else english
                pieces.append(part.replace(part.strip(), inner))
        return _tidy("".join(pieces))

    def _in_phrases(self, parts: list[str]) -> list[str]:
        """Neighbours that are one phrase of the book together stay together."""
        if not 2 < len(parts) < MOST_PARTS:
            return parts
        for size in range(len(parts) - 1, 1, -1):
            for start in range(len(parts) - size + 1):
                whole = "".join(parts[start : start + size])
                if _is_mark(parts[start]) or _is_mark(parts[start + size - 1]):
                    continue
                if self._by_the_book(whole.strip()) is not None:
                    before, after = parts[:start], parts[start + size :]
                    return [*self._in_phrases(before), whole, *self._in_phrases(after)]
        return parts


def _moment(key: str) -> str | None:
    found = natural(key)
    return None if found == key or has_chinese(found) else found


def within(english: str) -> str:
    """As it is written in the middle of a sentence."""
    word = re.match(r"[A-Za-z-]+", english)
    if word is None or word[0] in _PROPER or word[0][1:] != word[0][1:].lower():
        return english
    return english[0].lower() + english[1:]


def _tidy(text: str) -> str:
    return re.sub(r" +(?=[ ,.;:)])|(?<=\() ", "", text).strip(" ")


def _is_mark(part: str) -> bool:
    return any(part in marks for marks in (*_LEVELS, *_LAST_LEVELS))


def _marks(text: str) -> str:
    return "".join(MARKS.get(sign, sign) for sign in text)


def _punctuated(text: str) -> str | None:
    """A text of marks and figures only, between two elements that are translated."""
    return _marks(text).strip() if any(sign in MARKS for sign in text) else None


def _depth_of(text: str, sign: str) -> int:
    before = _TAG.findall(text[: text.index(sign)])
    return sum(1 if ord(tag) < CLOSE else -1 for tag in before)


def _split(text: str, marks: str) -> Iterator[str]:
    """Parts and marks in turn, cut only outside of elements and brackets."""
    depth, start = 0, 0
    for index, sign in enumerate(text):
        if _TAG.match(sign) or (sign in "（）" and sign not in marks):
            depth += 1 if sign == "（" or OPEN <= ord(sign) < CLOSE else -1
        elif depth == 0 and sign in marks:
            if text[start:index]:
                yield text[start:index]
            yield sign
            start = index + 1
    if start and text[start:]:
        yield text[start:]


def _elements(text: str) -> Iterator[str]:
    """Texts and whole elements in turn."""
    start = 0
    while found := _TAG.search(text, start):
        end = text.find(chr(ord(found[0]) - OPEN + CLOSE), found.end())
        if end < 0:
            break
        if found.start() > start:
            yield text[start : found.start()]
        yield text[found.start() : end + 1]
        start = end + 1
    if start and text[start:]:
        yield text[start:]
