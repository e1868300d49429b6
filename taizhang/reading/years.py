"""The year of a date that is written without one: from the document's own date, its title, or the dates before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .grammar.dates import Point, When, find_dates, first_day, last_day
from .model import IsoDay

_DIGITS = r"[\d一二三四五六七八九十]{1,3}"
_FULL_DATE = rf"(?:20\d\d|二[○零][一二三四五六七八九○零]{{2}}) ?年 ?{_DIGITS} ?月 ?{_DIGITS} ?日"
_DATE_LINE = re.compile(rf"^(?P<before>[^\n。;:,]{{0,60}}?)(?P<date>{_FULL_DATE}) ?(?:印发)?\)?$", re.MULTILINE)
_PUBLISHED = re.compile(r"(?:发布|成文|印发|发文|签发)(?:日期|时间)[: ]{0,2}")
_NUMBER = re.compile(r"[\[(](20\d\d)[\])](?:第)? ?[\dxX*]{1,4} ?号")
_TITLE_YEAR = re.compile(
    r"^[^\n。]{0,60}(20[1-4]\d)(?:年|-20)[^\n。]{0,60}(?:方案|通知|计划|意见|行动|要点)[^\n。]{0,8}$", re.MULTILINE
)
_ANY_YEAR = re.compile(r"(?<![\d\[(])(20[1-4]\d) ?年")
_CITED = re.compile(r"印发|颁布|施行|修订|公布|联合|召开|发生")


@dataclass(frozen=True, slots=True)
class Issued:
    """When the document was written, as far as it says. `at` is where its date stands, so that it is no deadline."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    at: tuple[tuple[int, int], ...] = ()

    @property
    def iso(self) -> IsoDay | None:
        if self.year and self.month and self.day:
            return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"
        return None


def issued(plain: str, start: int, end: int) -> Issued:
    """The document's own date: that of its signature, of its publication, the year of its number or of its title."""
    own = _own_dates(plain, start, end)
    stamps = tuple((when.at, when.end) for when in own)
    for when in own:
        if when.first.day:
            return Issued(when.first.year, when.first.month, when.first.day, stamps)
    numbered = _NUMBER.search(plain, start, min(end, start + 600))
    titled = _TITLE_YEAR.search(plain, start, min(end, start + 800))
    found = titled or numbered
    return Issued(int(found[1]), at=stamps) if found else Issued(_first_year(plain, start, end), at=stamps)


def _own_dates(plain: str, start: int, end: int) -> list[When]:
    found = [
        find_dates(plain, line.start("date"), line.end("date"))
        for line in _DATE_LINE.finditer(plain, start, end)
        if not _CITED.search(line["before"])
    ]
    dates = [dates[0] for dates in found if dates]
    published = _PUBLISHED.search(plain, start, min(end, start + 800))
    if published:
        dates += find_dates(plain, published.end(), published.end() + 16)[:1]
    return dates


def _first_year(plain: str, start: int, end: int) -> int | None:
    """The year that the text's dates give: the only one, or the first that is no date of a cited document."""
    for found in _ANY_YEAR.finditer(plain, start, end):
        stop = re.compile(r"[。;\n]").search(plain, found.end(), end)
        if not _CITED.search(plain, found.end(), stop.start() if stop else end):
            return int(found[1])
    return None


@dataclass(frozen=True, slots=True)
class Years:
    """Gives dates their year."""

    issued: Issued

    def start(self, when: When, after: IsoDay | None = None) -> IsoDay | None:
        """The first day of a stretch; `after` is a date that stands before it in the text and gives the year."""
        if "即日" in when.first.word:
            return None
        return self._dated(first_day(when.first), when.first, after)

    def end(self, when: When, after: IsoDay | None = None) -> IsoDay | None:
        """The last day of a stretch, or of a deadline."""
        last = when.last or when.first
        if re.match(r"(?:本|这个)?月[底末]", last.word):
            return self._end_of_month(when)
        begin = self.start(when, after) if when.is_range else after
        return self._dated(last_day(last), last, begin)

    def resolve(self, day: tuple[int | None, int, int] | None, after: IsoDay | None = None) -> IsoDay | None:
        return self._dated(day, Point(), after)

    def _dated(self, day: tuple[int | None, int, int] | None, point: Point, after: IsoDay | None) -> IsoDay | None:
        if day is None:
            return None
        year, month, number = day
        if year is None:
            year = self._year(month, point, after)
        if year is not None and (month, number) == (2, 28) and point.day is None and year % 4 == 0:
            number = 29
        return f"{year:04d}-{month:02d}-{number:02d}" if year else f"--{month:02d}-{number:02d}"

    def _year(self, month: int, point: Point, after: IsoDay | None) -> int | None:
        known = self.issued.year
        if point.word.startswith("明年"):
            return known + 1 if known else None
        if point.word.startswith("去年"):
            return known - 1 if known else None
        if after and not after.startswith("-"):
            year, earlier = int(after[:4]), int(after[5:7])
            return year + 1 if earlier - month >= 3 else year
        if known and self.issued.month and self.issued.month - month >= 7:
            return known + 1
        return known

    def _end_of_month(self, when: When) -> IsoDay | None:
        if self.issued.year and self.issued.month:
            return self._dated(last_day(Point(self.issued.year, self.issued.month)), Point(), None)
        return None


def latest(days: Sequence[IsoDay | None]) -> IsoDay | None:
    """The latest of some days; None where there is none."""
    known = [day for day in days if day]
    return max(known) if known else None
