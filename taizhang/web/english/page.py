"""A finished page in English: only its texts and the attributes that people read change, every other byte stays; pure.

Sentences go through inline elements: `共 <b>3</b> 件` is looked up as `共 <1>{}</1> 件`. What is inside
`translate="no"` or `lang="zh"`, quotes, scripts, styles and typed text is left alone. Texts are taken out of their
entities and put back into them, so that a value can never become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

from taizhang.web.english.chinese import has_chinese
from taizhang.web.english.phrases import CLOSE, OPEN
from taizhang.web.english.sentences import MARKS

Said = Callable[[str], str]

_REST_OF_TAG = r"(?:[^\"'<>]|\"[^\"]*\"|'[^']*')*>"
_TOKEN = re.compile(
    r"(?P<aside><!--.*?-->|<![^>]*>)"
    rf"|(?P<head><(?P<raw>script|style|textarea|svg)\b{_REST_OF_TAG})(?P<body>.*?</(?P=raw)\s*>)"
    rf"|<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*){_REST_OF_TAG}",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<before>\s(?P<name>title|placeholder|label|alt|aria-[a-z]+|data-lines|hx-confirm)=)"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')",
    re.IGNORECASE,
)
_KEPT = re.compile(r"\stranslate\s*=\s*[\"']?no\b", re.IGNORECASE)
_CHINESE = re.compile(r"\slang\s*=\s*[\"']?zh\b", re.IGNORECASE)
_LANG = re.compile(r"(<html\b[^>]*?\slang=)\"zh[^\"]*\"", re.IGNORECASE)
INLINE = {
    "a", "abbr", "b", "bdi", "cite", "code", "data", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "u", "var",
}  # fmt: skip
QUOTED = {"blockquote", "code"}
"""What is quoted or typed as it stands."""
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
KEPT = 0xE400
"""A text that must stay is one character from here on while its sentence is looked up."""
_NAME = re.compile(r'("(?:name|label)": )("(?:[^"\\]|\\.)*")')
_HIDDEN = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}
_SIGN = re.compile("[\ue000-\uf8ff]")
_MOST = 0x100


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind`: text, open, close, icon or kept (a whole element that stays); tag, data and cut end a sentence."""

    kind: str
    raw: str
    name: str = ""


def in_english(page: str, said: Said) -> str:
    """`said` gives the English of one text, or the text itself."""
    if _SIGN.search(page):
        return page  # private characters, which nobody types, stand for tags below: they must mean one thing
    return "".join(_sentences(_pieces(page), said))


def _pieces(page: str) -> Iterator[Piece]:
    at = 0
    tokens = list(_TOKEN.finditer(page))
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.start() > at:
            yield Piece("text", page[at : token.start()])
        last = index
        name = (token["name"] or "").lower()
        if name and not token["end"] and name not in VOID and _stays(name, token[0]):
            last = _end_of(tokens, index, name)
            kind = "kept" if name in INLINE else "cut"
            yield Piece(kind, page[token.start() : tokens[last].end()], name)
        elif token["raw"]:
            yield from _raw(token)
        elif name in INLINE:
            yield Piece("close" if token["end"] else "open", token[0], name)
        else:
            yield Piece("tag" if name else "cut", token[0], name)
        at = tokens[last].end()
        index = last + 1
    if at < len(page):
        yield Piece("text", page[at:])


def _stays(name: str, tag: str) -> bool:
    return name in QUOTED or _KEPT.search(tag) is not None or (name != "html" and _CHINESE.search(tag) is not None)


def _end_of(tokens: list[re.Match[str]], start: int, name: str) -> int:
    """The index of the tag that ends the element which begins at `start`; the last of all where nothing does."""
    depth = 0
    for index in range(start, len(tokens)):
        if (tokens[index]["name"] or "").lower() != name:
            continue
        depth += -1 if tokens[index]["end"] else 1
        if depth == 0:
            return index
    return len(tokens) - 1


def _raw(token: re.Match[str]) -> Iterator[Piece]:
    """Scripts, styles and typed text keep what they hold; a drawing is ornament, unless words are drawn in it."""
    name = token["raw"].lower()
    if name == "svg" and not has_chinese(token["body"]):
        yield Piece("icon", token[0])
    elif name == "svg":
        yield Piece("tag", token["head"])
        yield from _pieces(token["body"])
    else:
        yield Piece("tag" if name == "textarea" else "cut", token["head"])
        yield Piece("data" if "application/json" in token["head"] else "cut", token["body"])


def _sentences(pieces: Iterator[Piece], said: Said) -> Iterator[str]:
    run: list[Piece] = []
    for piece in pieces:
        if piece.kind in ENDS:
            yield from _run(run, said)
            run = []
            yield ENDS[piece.kind](piece, said)
        else:
            run.append(piece)
    yield from _run(run, said)


def _run(run: list[Piece], said: Said) -> Iterator[str]:
    """One run of text and inline elements; a tag whose other half lies outside of it cuts it."""
    alone = _alone(run)
    if not alone:
        yield _sentence(run, said)
        return
    for start, end in zip([-1, *alone], [*alone, len(run)], strict=True):
        yield from _run(run[start + 1 : end], said)
        yield "".join(_attributes(piece.raw, said) for piece in run[end : end + 1])


def _alone(run: list[Piece]) -> list[int]:
    """Where tags stand that nothing in the run opens or closes in its turn."""
    found: list[int] = []
    waiting: list[int] = []
    for index, piece in enumerate(run):
        if piece.kind == "open":
            waiting.append(index)
        elif piece.kind == "close" and waiting and run[waiting[-1]].name == piece.name:
            waiting.pop()
        elif piece.kind == "close":
            found.append(index)
    return sorted(found + waiting)


def _sentence(run: list[Piece], said: Said) -> str:
    before, run, after = _without_ornament(run)
    raw = "".join(piece.raw for piece in run)
    if not _worth_it(run):
        return before + raw + after
    shown: dict[str, str] = {}
    coded = _coded(run, shown, said)
    english = said(coded) if len(shown) < _MOST else coded
    if english == coded:
        return (
            before
            + "".join(_attributes(piece.raw, said) if piece.kind != "text" else piece.raw for piece in run)
            + after
        )
    return (
        before
        + "".join(shown.get(part) or escape(part, quote=False) for part in re.split(f"({_SIGN.pattern})", english))
        + after
    )


def _worth_it(run: list[Piece]) -> bool:
    return any(
        has_chinese(piece.raw) or any(mark in piece.raw for mark in MARKS) for piece in run if piece.kind != "kept"
    )


def _without_ornament(run: list[Piece]) -> tuple[str, list[Piece], str]:
    """Icons and blanks around a sentence are none of it."""
    start, end = 0, len(run)
    while start < end and _is_ornament(run[start]):
        start += 1
    while end > start and _is_ornament(run[end - 1]):
        end -= 1
    return "".join(piece.raw for piece in run[:start]), run[start:end], "".join(piece.raw for piece in run[end:])


def _is_ornament(piece: Piece) -> bool:
    return piece.kind == "icon" or (piece.kind == "text" and not piece.raw.strip())


def _coded(run: list[Piece], shown: dict[str, str], said: Said) -> str:
    """The run with a character for each tag, for which `shown` has the bytes. An icon goes with the tag it touches."""
    signs: list[str] = []
    waiting: list[int] = []
    number = 0
    for index, piece in enumerate(run):
        if piece.kind == "text":
            signs.append(unescape(piece.raw))
        elif piece.kind == "close":
            sign = chr(CLOSE + waiting.pop())
            shown[sign] = shown.get(sign, "") + piece.raw
            signs.append(sign)
        elif piece.kind == "icon" and index and run[index - 1].kind == "open":
            shown[signs[-1]] += piece.raw
        elif piece.kind == "icon" and index + 1 < len(run) and run[index + 1].kind == "close":
            shown[chr(CLOSE + waiting[-1])] = piece.raw
        else:
            number += 1
            sign = chr(OPEN + number)
            shown[sign] = piece.raw if piece.kind != "open" else _attributes(piece.raw, said)
            signs.append(sign)
            if piece.kind == "open":
                waiting.append(number)
            else:
                signs += _whole(piece, number, shown)
    return "".join(signs)


def _whole(piece: Piece, number: int, shown: dict[str, str]) -> list[str]:
    """What stands for an element that stays: its tags as those of any other, and one value within."""
    head, _, rest = piece.raw.partition(">")
    body, slash, tail = rest.rpartition("</")
    if piece.kind == "icon" or not slash:
        shown[chr(CLOSE + number)] = ""
        return [chr(CLOSE + number)]
    shown[chr(OPEN + number)], shown[chr(KEPT + number)], shown[chr(CLOSE + number)] = f"{head}>", body, f"</{tail}"
    return [chr(KEPT + number), chr(CLOSE + number)]


def _tag(piece: Piece, said: Said) -> str:
    made = _attributes(piece.raw, said)
    return _LANG.sub(r'\1"en"', made) if piece.name == "html" else made


def _data(piece: Piece, said: Said) -> str:
    """Names in the data that a script draws with, such as the legend of a map."""
    return _NAME.sub(lambda found: found[1] + _json(said(json.loads(found[2])), found[2]), piece.raw)


def _json(text: str, before: str) -> str:
    """As Django writes it into a page, so that a name can never end the script."""
    return before if text == json.loads(before) else json.dumps(text).translate(_HIDDEN)


ENDS: dict[str, Callable[[Piece, Said], str]] = {"cut": lambda piece, said: piece.raw, "tag": _tag, "data": _data}
"""Kinds of pieces that end a sentence, and how they are written."""


def _attributes(tag: str, said: Said) -> str:
    return _ATTRIBUTE.sub(lambda found: _attribute(found, said), tag) if has_chinese(tag) else tag


def _attribute(found: re.Match[str], said: Said) -> str:
    raw = found["double"] if found["double"] is not None else found["single"]
    text = unescape(raw)
    if found["name"].lower() == "data-lines":
        english = " ".join(_line_of_chart(word, said) for word in text.split())
    else:
        english = said(text)
    return found[0] if english == text else f'{found["before"]}"{escape(english)}"'


def _line_of_chart(word: str, said: Said) -> str:
    """`key:label`, of which blanks separate several: within one they must not break."""
    key, colon, label = word.partition(":")
    return f"{key}{colon}{said(label).replace(' ', chr(0xA0))}"
