"""One form for every way of typing: full-width becomes half-width; stray spaces, advertisements, page numbers and the
line breaks inside a sentence go. Every sign of the plain text knows its place in the original, so quotes stay exact."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from .model import Quote

_ALIKE = {
    ",": "，﹐､", ";": "；﹔", ":": "：﹕∶", "(": "（﹙", ")": "）﹚", "[": "〔【［", "]": "〕】］", "。": "｡",
    "!": "！", "?": "？", "%": "％﹪", "-": "～〜~—–－─―‐‑‒−━﹣", ".": "．﹒", "·": "•・●■◆", "x": "×✕╳",
    "*": "＊", "○": "〇◯",
    "|": "│｜", "_": "＿", "、": "﹑", "“": "｢「", "”": "｣」", "\n": "\u2028\u2029\x85\x0b\x0c",
}  # fmt: skip
"""What is typed in many ways, under the sign that stands for all of them."""

_SPACES = [*range(0x2000, 0x2010), 0x00A0, 0x00AD, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF, 0x09, 0x0D, 0x180E, 0x00]
_TABLE: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFF10, 0xFF5B)},
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(sign): plain for plain, signs in _ALIKE.items() for sign in signs},
    **dict.fromkeys(_SPACES, " "),
}

_NOISE = re.compile(
    r"(?:^|(?<=\n)) +| +(?=\n|$)"
    r"|(?<=[\u4e00-\u9fff,、。;:()]) (?=[,、。;:()])|(?<=[,、。;:(]) (?=[\u4e00-\u9fff(])|  +"
    r"|(?:^|(?<=\n))- ?\d{1,3} ?-\n"
    r"|当前隐藏内容免费查看|点击(?:查看|下载)[^\n。,;]{0,12}|https?://[\w./?=&%#-]{1,200}"
    r"|\[(?:打印本页|关闭窗口|打印|关闭|返回顶部)\]"
)
_LONG_LINE = 20
_STOPPED = "。!?;:"
_FRESH_LINE = re.compile(
    r"第?[一二三四五六七八九十]{1,3}(?:[、.篇章节]|阶段|部分|是)|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、)](?!\d)|[①-⑳]|附件|附:|·|\|"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A text and its plain form; `places[i]` is where sign i of the plain form stands in the text."""

    text: str
    plain: str
    places: array[int]

    def quote(self, start: int, end: int) -> Quote:
        """The original of plain[start:end], without the space and the comma around it."""
        while start < end and self.plain[start] in " \n,;。、:":
            start += 1
        while end > start + 1 and self.plain[end - 1] in " \n,;。、:":
            end -= 1
        at, stop = self.place(start), self.places[end - 1] + 1 if end > start else self.place(start)
        return Quote(self.text[at:stop], at, stop)

    def place(self, index: int) -> int:
        """Where sign `index` of the plain form stands in the text."""
        return self.places[index] if index < len(self.places) else len(self.text)


def source_of(text: str) -> Source:
    """The plain form of a text, with the way back."""
    folded = text.translate(_TABLE)
    plain, places = _without(folded, _noise(folded), array("L", range(len(folded))))
    plain, places = _without(plain, _soft_breaks(plain), places)
    return Source(text, plain, places)


def _noise(folded: str) -> Iterator[tuple[int, int]]:
    for found in _NOISE.finditer(folded):
        several = found.group().strip(" ") == "" and len(found.group()) > 1 and _inside_line(folded, found)
        yield (found.start() + 1, found.end()) if several else found.span()


def _inside_line(folded: str, found: re.Match[str]) -> bool:
    """Whether a run of spaces stands between words; one of them is kept there."""
    at, end = found.span()
    return at > 0 and end < len(folded) and folded[at - 1] != "\n" and folded[end] != "\n"


def _without(text: str, cuts: Iterator[tuple[int, int]], places: array[int]) -> tuple[str, array[int]]:
    kept: list[str] = []
    kept_places = array("L")
    at = 0
    for start, end in cuts:
        kept.append(text[at:start])
        kept_places.extend(places[at:start])
        at = end
    kept.append(text[at:])
    kept_places.extend(places[at:])
    return "".join(kept), kept_places


def _soft_breaks(plain: str) -> Iterator[tuple[int, int]]:
    """The line breaks that fall inside a sentence: after a comma; in a text of wrapped lines, at the full width."""
    lines = plain.split("\n")
    width = _wrap_width(lines)
    at = 0
    for line, follower in pairwise(lines):
        at += len(line)
        if line and follower and not _FRESH_LINE.match(follower) and _runs_on(line, follower, width):
            yield at, at + 1
        at += 1


def _runs_on(line: str, follower: str, width: int) -> bool:
    if (line[-1] in ",、" and len(line) > 8) or follower[0] in ",、。;:)":
        return True
    if line[-1].isdigit() and follower[0] in "年月日号":
        return True
    return width > 0 and len(line) >= width and line[-1] not in _STOPPED


def _wrap_width(lines: list[str]) -> int:
    """The least length of a full line where the text was wrapped by lines; 0 where each line is a paragraph."""
    long = sorted(len(line) for line in lines if len(line) >= _LONG_LINE)
    open_ended = sum(len(line) >= _LONG_LINE and line[-1] not in _STOPPED for line in lines)
    if len(long) < 6 or open_ended < len(long) * 0.4:
        return 0
    usual = long[len(long) * 3 // 4]
    return int(usual * 0.85) if usual < 70 else 0
