"""Dates that cannot be: days that do not exist, wrong weekdays, ends before beginnings, two dates for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from taizhang.reading.grammar.dates import Point, When, is_impossible
from taizhang.reading.model import Deadline, IsoDay, Quote, Report, Task

from ..days import as_date, spoken
from ..finding import Finding
from ..paper import Paper

_WEEKDAY = re.compile(
    r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号] ?\(?(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天])\)?"
)
_WEEKDAYS = "一二三四五六日"
_MONTH_LENGTHS = re.compile(r"(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]")
_FILLER = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]|的|将|要|需|请|各|本|全部|工作|情况|前|完成|按时|及时")


def dates(paper: Paper) -> Iterator[Finding]:
    yield from _impossible(paper)
    yield from _weekdays(paper)
    yield from _reversed(paper)
    yield from _contradictions(paper)
    yield from _no_year(paper)


def _impossible(paper: Paper) -> Iterator[Finding]:
    for when in paper.text.dates:
        for point in (when.first, when.last):
            if point is not None and is_impossible(point):
                said = _said(point)
                at, stop = _within(paper, when, point)
                yield paper.breach("date.impossible", at, stop, f"日历上没有{said}")


def _said(point: Point) -> str:
    year = f"{point.year}年" if point.year else ""
    return f"{year}{point.month}月{point.day}日"


def _within(paper: Paper, when: When, point: Point) -> tuple[int, int]:
    """Where in a range the one date stands; the whole range where it borrows its month."""
    for found in _MONTH_LENGTHS.finditer(paper.plain, when.at, when.end):
        if (int(found["month"]), int(found["day"])) == (point.month, point.day):
            return found.start(), found.end()
    return when.at, when.end


def _weekdays(paper: Paper) -> Iterator[Finding]:
    for when in paper.text.dates:
        day = as_date(paper.text.years.end(when))
        for found in _WEEKDAY.finditer(paper.plain, when.at, min(when.end + 6, paper.text.end)) if day else ():
            yield from _weekday(paper, day.year if day else 0, found)


def _weekday(paper: Paper, year: int, found: re.Match[str]) -> Iterator[Finding]:
    wanted = found["weekday"].replace("天", "日")
    try:
        day = date(year, int(found["month"]), int(found["day"]))
    except ValueError:  # a finding of its own
        return
    if _WEEKDAYS[day.weekday()] != wanted:
        message = f"{day.year}年{day.month}月{day.day}日是星期{_WEEKDAYS[day.weekday()]}，不是星期{wanted}"
        yield paper.breach("date.weekday", *found.span(), message)


def _reversed(paper: Paper) -> Iterator[Finding]:
    for when in paper.text.dates:
        if when.last is None or when.masked or not (when.first.month and when.last.month):
            continue
        start, end = as_date(paper.text.years.start(when)), as_date(paper.text.years.end(when))
        if when.first.year and when.last.year and start and end:
            wrong = end < start
        else:
            wrong = when.first.month == when.last.month and (when.first.day or 0) > (when.last.day or 31)
        if wrong:
            said = paper.plain[when.at : when.end]
            yield paper.breach("date.reversed", when.at, when.end, f"“{said}”的结束早于开始")


def _contradictions(paper: Paper) -> Iterator[Finding]:
    reading = paper.reading
    seen: dict[str, tuple[IsoDay, Quote]] = {}
    for what, day, quote in _dated(reading.deadlines, reading.reports, reading.tasks):
        known = seen.setdefault(what, (day, quote))
        if known[0] != day and known[1].text != quote.text:
            message = f"这里是{spoken(day)}，前面“{known[1].text[:24]}”是{spoken(known[0])}"
            yield paper.breach_of("date.contradiction", quote, message)
    yield from _phase_twice(paper)


def _dated(
    deadlines: Sequence[Deadline], reports: Sequence[Report], tasks: Sequence[Task]
) -> Iterator[tuple[str, IsoDay, Quote]]:
    """(what, day, quote) of everything due once; `what` without the words that differ from phrase to phrase."""
    for deadline in deadlines:
        if deadline.date and len(key := _FILLER.sub("", deadline.what)) >= 4:
            yield f"{_FILLER.sub('', deadline.who or '')}|{key}", deadline.date, deadline.quote
    for report in reports:
        if report.frequency == "once" and report.due and len(key := _FILLER.sub("", report.what)) >= 4:
            yield f"{_FILLER.sub('', report.sender or '')}|{key}", report.due, report.quote
    for task in tasks:
        if task.due and len(key := _FILLER.sub("", task.title)) >= 4:
            yield f"|{key}", task.due, task.quote


def _phase_twice(paper: Paper) -> Iterator[Finding]:
    """The name of a phase that stands with other dates elsewhere in the text."""
    for phase in paper.reading.phases:
        name = re.sub(r"阶段$", "", phase.name)
        if len(name) < 3 or not (phase.start or phase.end):
            continue
        for found in paper.find(re.compile(rf"{re.escape(name)}(?:阶段)?[:(,]?(?:从|自|时间为?|为)?[:(]?(?=[\d二])")):
            whens = paper.text.dates_in(found.end(), min(found.end() + 30, paper.text.end))
            place = paper.text.source.place(found.start())
            if not whens or whens[0].at > found.end() + 1 or phase.quote.start <= place < phase.quote.end:
                continue
            end = paper.text.years.end(whens[0], phase.start)
            if whens[0].is_range and phase.end and end and end[4:] != phase.end[4:]:
                message = f"“{name}”这里到{spoken(end)}，阶段安排中到{spoken(phase.end)}"
                yield paper.breach("date.contradiction", found.start(), whens[0].end, message)


def _no_year(paper: Paper) -> Iterator[Finding]:
    whens = [when for when in paper.text.dates if when.first.month and not when.masked]
    if whens and paper.text.years.issued.year is None and not any(when.first.year for when in whens):
        when = whens[0]
        yield paper.breach("date.no-year", when.at, when.end, f"全文{len(whens)}处日期都没有年份")
