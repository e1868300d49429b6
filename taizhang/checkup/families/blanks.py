"""What is masked, left blank, or lost on the way through a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..finding import Finding
from ..paper import Paper

_TIME = re.compile(
    r"(?:上午|下午|中午|晚上|早上)?(?:[xX*_]{1,2}[:时点](?:[xX*_]{1,2}|\d{2})?|\d{1,2}:[xX*_]{1,2})(?=[^\d])"
)
_SPACED_DATE = re.compile(
    r"(?:(?<=\D)|^)(?:20\d\d ?|[_ ]*)年[_ ]{1,8}月[_ ]{1,8}日|(?<![\d一二三四五六七八九十])[_ ]{2,8}月[_ ]{1,8}日"
)
_MASK = r"[xX*_○]{1,6}"
_NUMBER = re.compile(
    rf"(?<![A-Za-z\d]){_MASK} ?(?=[个处家户人名起项次件亩吨辆台套张条座栋间户余%]|万元|亿元|公里|平方米|米)"
    r"|(?<=[达到为约共计有])\( {1,6}\)(?=[个处家户人])"
)
_AMOUNT = re.compile(
    r"(?<=[\u4e00-\u9fff])(?:公里|千米|平方米|平方公里|立方米|公顷|延米|余亩|万元|亿元)(?=[,。;、:\n)]|以上|以下|左右)"
)
_BEFORE_AMOUNT = re.compile(r"(?:[\d一二三四五六七八九十百千万亿两半几数每多余各单为单位按元/方若干x*_]|不等)$")
_NAME = re.compile(r"(?<![A-Za-z\d_])(?:[xX○]{1,6}|[*_]{2,12})(?=[\u4e00-\u9fff)])|(?<=[\u4e00-\u9fff])\*{2,12}")
_FOLLOWER = re.compile(r"万元|亿元|公里|平方米|[\u4e00-\u9fff%]")
_NOISE = re.compile(
    r"当前隐藏内容免费查看|点击(?:查看|下载)(?:全文|更多|原文)?|(?:下面|以下)是小编[^\n。]{0,30}|供大家参考(?:借鉴)?|欢迎(?:阅读|下载)"
    r"|来源:网络|https?://[\w./?=&%#-]{4,200}|\[(?:打印本页|关闭窗口|打印|关闭|返回顶部)\]|相关推荐|上一篇|下一篇"
)


def blanks(paper: Paper) -> Iterator[Finding]:
    """Masked dates and times first, so that their marks are not taken for numbers or names again."""
    taken: list[tuple[int, int]] = []
    for finding, at, stop in _marks(paper):
        if not any(at < end and start < stop for start, end in taken):
            taken.append((at, stop))
            yield finding
    yield from _noise(paper)


def _marks(paper: Paper) -> Iterator[tuple[Finding, int, int]]:
    for when in paper.text.dates:
        if when.masked:
            said = paper.plain[when.at : when.end]
            yield paper.breach("blank.date", when.at, when.end, f"“{said}”不是具体日期"), when.at, when.end
    patterns = [
        ("blank.date", _SPACED_DATE, "日期留空没有填"),
        ("blank.time", _TIME, "“{}”不是具体时刻"),
        ("blank.number", _NUMBER, "数量写成“{}”，没有数字"),
        ("blank.amount", _AMOUNT, "“{}”前面没有数字"),
        ("blank.name", _NAME, "“{}”遮住了原来的文字"),
    ]
    for code, pattern, message in patterns:
        for found in paper.find(pattern):
            if code != "blank.amount":
                yield _mark(paper, code, found.start(), found.end(), message)
            elif not _BEFORE_AMOUNT.search(paper.plain, found.start() - 2, found.start()):
                yield _mark(paper, code, max(found.start() - 4, paper.text.start), found.end(), message)


def _mark(paper: Paper, code: str, at: int, stop: int, message: str) -> tuple[Finding, int, int]:
    while at < stop and paper.plain[at] in " \n":
        at += 1
    shown = paper.plain[at:stop].strip()
    if code == "blank.amount":
        shown = shown[4:]
    if code in ("blank.number", "blank.name"):
        follower = _FOLLOWER.match(paper.plain, stop)
        shown = paper.plain[at : follower.end()] if follower else shown
    return paper.breach(code, at, stop, message.format(shown)), at, stop


def _noise(paper: Paper) -> Iterator[Finding]:
    """Searched in the original: the plain form has left out most of it already."""
    source = paper.text.source
    start, end = source.place(paper.text.start), source.place(paper.text.end)
    for found in _NOISE.finditer(source.text, start, end):
        yield paper.breach_in_original("blank.noise", found.start(), found.end(), f"“{found.group()}”不是方案的内容")
