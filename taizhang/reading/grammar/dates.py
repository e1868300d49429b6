"""Dates as plans write them: with and without year, broken by spaces, ranges, ten-day periods, 月底, 即日起, masks.

`find_dates` finds them; what year a date without one belongs to is decided elsewhere (`taizhang.reading.years`).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from .numbers import whole

_MASK = r"[xX*_○]{1,4}"
_GAP = r"[ \n]{0,3}"
_YEAR = rf"(?:\d{{4}}|(?<!\d)\d{{2}}(?=年)|[一二三四五六七八九零○]{{4}}|20{_MASK}|{_MASK})"
_SMALL = rf"(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|{_MASK})"
_PART = r"(?:月末|上旬|中旬|下旬|底|末|初)"

_ATOM = re.compile(
    rf"(?<![\d.第])(?P<dotted>(?P<dy>20\d\d){_GAP}[.\-/]{_GAP}(?P<dm>1[0-2]|0?[1-9])"
    rf"(?:{_GAP}[.\-/]{_GAP}(?P<dd>[0-3]?\d)(?!\d))?(?![\d%年月]))"
    rf"|(?<![\d.])(?P<dated>(?P<y>{_YEAR}){_GAP}年度?(?:"
    rf"{_GAP}(?P<ym>{_SMALL}){_GAP}月份?(?:{_GAP}(?P<yp>{_PART})|{_GAP}(?P<yd>{_SMALL})"
    rf"(?:{_GAP}[日号](?!常|均|报|期)|(?={_GAP}(?:-|至|到|前|以前|之前)))?)?"
    rf"|{_GAP}(?P<yw>底|末|初|内|第?[一二三四1-4]季度末?|[上下]半年))?)"
    rf"|(?<![\d.个第每])(?P<monthly>(?P<m>{_SMALL}){_GAP}月(?!中(?!旬)|内|度|的)份?(?:{_GAP}(?P<mp>{_PART})|{_GAP}(?P<md>{_SMALL})"
    rf"(?:{_GAP}[日号](?!常|均|报|期)|(?={_GAP}(?:-|至|到|前|以前|之前)))?)?)"
    rf"|(?<![\d.])(?P<daily>(?P<d>\d{{1,2}}|{_MASK}){_GAP}[日号](?!常|均|报|期|令|文|楼))"
    rf"|(?<![\d.])(?P<bare>\d{{4}}|\d{{1,2}})(?={_GAP}(?:-|至|到){_GAP}\d{{1,4}}{_GAP}[年月日])"
    r"|(?P<word>(?:从|自)?即日起?|本?月(?:底|末)|(?:今|本|当|明)?年(?:底|末|内)(?!度)|今年|本年度?|明年|去年"
    r"|(?:本|这个)月(?=\d)|第?[一二三四1-4]季度末?|[上下]半年)"
)
_JOIN = re.compile(
    rf"{_GAP}(?:\([^()\n]{{1,4}}\))?{_GAP}(?:(?:起|开始|启动|始)?,?{_GAP}(?:-{{1,3}}|至|到|起至|止|直到|直至)|起,|开始,)"
    rf"{_GAP}"
)
_BEFORE = re.compile(
    rf"{_GAP}(?:\([^()\n]{{1,4}}\))?{_GAP}(?:底|末)?{_GAP}(?:之前|以前|前(?!期|往|款|述|置|列)|内|止|截止)"
)
_SINCE = re.compile(rf"{_GAP}(?:起(?!草|火|到|来|码)|开始|以来|后)")


@dataclass(frozen=True, slots=True)
class Point:
    """A date as far as it is written. `part` is 底/初/上旬/…/年底/季度; `word` is 即日, 月底 and the like."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    part: str = ""
    word: str = ""
    masked: bool = False

    @property
    def of_month(self) -> bool:
        return self.month is not None and self.day is None


@dataclass(frozen=True, slots=True)
class When:
    """A date or a range in the text, [at, end). `before`: 前 follows; `since`: 起 follows."""

    at: int
    end: int
    first: Point
    last: Point | None = None
    before: bool = False
    since: bool = False

    @property
    def is_range(self) -> bool:
        return self.last is not None

    @property
    def masked(self) -> bool:
        return self.first.masked or bool(self.last and self.last.masked)


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[When]:
    """Every date and range of text[start:end], in order."""
    found: list[When] = []
    limit = len(text) if end is None else end
    atoms = list(_atoms(text, start, limit))
    index = 0
    while index < len(atoms):
        at, stop, point = atoms[index]
        last = None
        if index + 1 < len(atoms):
            follower = atoms[index + 1]
            joined = _JOIN.fullmatch(text, stop, follower[0])
            if joined and (last := _partner(point, follower[2])) is not None:
                point = _completed(point, last)
                stop = follower[1]
                index += 1
        index += 1
        if point == Point() or (last is None and _useless(point)):
            continue
        before = _BEFORE.match(text, stop, limit)
        since = None if before else _SINCE.match(text, stop, limit)
        marked = before or since
        found.append(When(at, marked.end() if marked else stop, point, last, bool(before), bool(since)))
    return found


def _atoms(text: str, start: int, end: int) -> Iterator[tuple[int, int, Point]]:
    for found in _ATOM.finditer(text, start, end):
        yield found.start(), found.end(), _point(found)


def _point(found: re.Match[str]) -> Point:
    kind = found.lastgroup
    groups = found.groupdict()
    if groups["dotted"]:
        return Point(_int(groups["dy"]), _int(groups["dm"]), _int(groups["dd"]))
    if groups["dated"]:
        part = groups["yp"] or groups["yw"] or ""
        point = Point(_year(groups["y"]), _int(groups["ym"]), _int(groups["yd"]), part)
        return replace(point, masked=_is_masked(groups["y"], groups["ym"], groups["yd"]))
    if groups["monthly"]:
        point = Point(None, _int(groups["m"]), _int(groups["md"]), groups["mp"] or "")
        return replace(point, masked=_is_masked(groups["m"], groups["md"]))
    if groups["daily"]:
        return Point(day=_int(groups["d"]), masked=_is_masked(groups["d"]))
    if groups["bare"]:
        return Point(word=groups["bare"])
    return Point(word=groups["word"] or kind or "")


def _int(written: str | None) -> int | None:
    return whole(written) if written else None


def _year(written: str) -> int | None:
    value = whole(written)
    if value is not None and value < 100:
        value += 2000
    return value if value is not None and 1949 <= value <= 2100 else None


def _is_masked(*written: str | None) -> bool:
    return any(piece is not None and whole(piece) is None for piece in written)


def _useless(point: Point) -> bool:
    """A bare number, or a year or a day alone that is no date by itself."""
    return point.word.isdigit() or (
        point.day is not None and point.month is None and not point.word and not point.masked
    )


def _partner(first: Point, second: Point) -> Point | None:
    """The end of a range, its missing month and year taken from the beginning; None where the two make no range."""
    if second.word.isdigit():
        return None
    if second.day is not None and second.month is None and not second.word:
        if first.month is None and not first.word.isdigit() and not first.masked:
            return None
        return replace(second, year=first.year, month=first.month) if first.month else second
    if second.month is not None and second.year is None and first.year is not None and not second.masked:
        rolls = first.month is not None and second.month < first.month
        return replace(second, year=first.year + 1 if rolls else first.year)
    return second


def _completed(first: Point, last: Point) -> Point:
    """The beginning of a range, a bare number (5-7月, 2024-2026年) read by what its end is."""
    if not first.word.isdigit():
        return first
    value = int(first.word)
    if last.day is not None:
        return Point(last.year, last.month, value)
    if last.month is not None:
        return Point(last.year, value) if value <= 12 else Point()
    return Point(year=value) if value >= 1949 else Point()


_DECADES = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER = re.compile(r"第?([一二三四1-4])季度")


def first_day(point: Point) -> tuple[int | None, int, int] | None:
    """(year, month, day) on which a stretch from the point on begins; None where masked, vague or impossible."""
    if point.masked or point.part in ("底", "末", "月末"):
        return None
    if point.month is None:
        return _first_of_year(point)
    day = point.day or _DECADES.get(point.part, (1, 0))[0]
    return _checked(point.year, point.month, day)


def last_day(point: Point) -> tuple[int | None, int, int] | None:
    """(year, month, day) on which a stretch up to the point ends; None where masked, vague or impossible."""
    if point.masked or point.part == "初":
        return None
    if point.month is None:
        return _last_of_year(point)
    if point.day is not None:
        return _checked(point.year, point.month, point.day)
    if not 1 <= point.month <= 12:
        return None
    length = calendar.monthrange(point.year or 2023, point.month)[1]
    return point.year, point.month, min(_DECADES.get(point.part, (0, 31))[1], length)


def before_month(point: Point) -> tuple[int | None, int, int] | None:
    """The last day before a month (2024年6月前); None where the point is no whole month."""
    if point.masked or point.month is None or point.day is not None or point.part or not 1 <= point.month <= 12:
        return None
    if point.month == 1:
        return (None if point.year is None else point.year - 1), 12, 31
    return last_day(Point(point.year, point.month - 1))


def _first_of_year(point: Point) -> tuple[int | None, int, int] | None:
    stated = point.part or point.word
    if found := _QUARTER.match(stated):
        return point.year, 3 * _QUARTERS[found[1]] - 2, 1
    if stated.startswith("下半年"):
        return point.year, 7, 1
    return (point.year, 1, 1) if point.year is not None or stated.startswith("上半年") else None


def _last_of_year(point: Point) -> tuple[int | None, int, int] | None:
    stated = point.part or point.word
    if found := _QUARTER.match(stated):
        month = 3 * _QUARTERS[found[1]]
        return point.year, month, calendar.monthrange(2023, month)[1]
    if stated.startswith("上半年"):
        return point.year, 6, 30
    if point.year is not None or "年" in stated:
        return point.year, 12, 31
    return None


def _checked(year: int | None, month: int, day: int) -> tuple[int | None, int, int] | None:
    try:
        date(year or 2024, month, day)
    except ValueError:
        return None
    return year, month, day


def is_impossible(point: Point) -> bool:
    """Whether a fully written day is none of the calendar (2月30日)."""
    if point.masked or point.month is None or point.day is None:
        return False
    return _checked(point.year, point.month, point.day) is None
