"""Deadlines outside of the campaign, before the document was written, or on days off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from taizhang.core.calendar import working_calendar
from taizhang.reading.model import IsoDay, Quote

from ..days import as_date, spoken
from ..finding import Finding
from ..paper import Paper

_SUMMING_UP = re.compile(r"总结|报送|上报|报告|台账|归档|材料|年报|考核|评估|评选|表彰")
_AFTERWARDS = timedelta(days=62)
"""So long after its end a campaign is still summed up and reported on."""


def deadlines(paper: Paper) -> Iterator[Finding]:
    start, end = _bounds(paper)
    issued = as_date(paper.text.years.issued.iso)
    seen: list[tuple[date, Quote]] = []
    for what, said, quote in _due(paper):
        day = as_date(said)
        if day is None or any(day == other and _shared(quote, one) for other, one in seen):
            continue
        seen.append((day, quote))
        section = paper.section_of(quote)
        if issued and day < issued:
            message = f"期限{spoken(said)}早于文件日期{spoken(issued.isoformat())}"
            yield paper.breach_of("deadline.past", quote, message, section=section)
        elif start and day < start - timedelta(days=1):
            message = f"期限{spoken(said)}在专项行动{spoken(start.isoformat())}开始之前"
            yield paper.breach_of("deadline.outside", quote, message, section=section)
        elif end and day > end + (_AFTERWARDS if _SUMMING_UP.search(what + quote.text) else timedelta(0)):
            message = f"期限{spoken(said)}在专项行动{spoken(end.isoformat())}结束之后"
            yield paper.breach_of("deadline.outside", quote, message, section=section)
    yield from _rest_days(paper)


def _shared(one: Quote, other: Quote) -> bool:
    return one.start < other.end and other.start < one.end


def _due(paper: Paper) -> Iterator[tuple[str, IsoDay, Quote]]:
    reading = paper.reading
    for deadline in reading.deadlines:
        if deadline.date:
            yield deadline.what, deadline.date, deadline.quote
    for report in reading.reports:
        if report.frequency == "once" and report.due:
            yield "报送" + report.what, report.due, report.quote
    for task in reading.tasks:
        if task.due:
            yield task.title, task.due, task.quote


def _bounds(paper: Paper) -> tuple[date | None, date | None]:
    """First and last day of the campaign, as far as the text says: the period with the phases."""
    period, phases = paper.period, paper.reading.phases
    starts = [as_date(period.start)] if period else []
    ends = [as_date(period.end)] if period else []
    if len(phases) > 1 and all(phase.end for phase in phases):
        ends += [as_date(phase.end) for phase in phases]
    if len(phases) > 1 and phases[0].start:
        starts += [as_date(phase.start) for phase in phases]
    return min((day for day in starts if day), default=None), max((day for day in ends if day), default=None)


def _rest_days(paper: Paper) -> Iterator[Finding]:
    """Of reports alone: people have to sit in the office to send them."""
    calendar = working_calendar()
    for report in paper.reading.reports:
        day = as_date(report.due) if report.frequency == "once" else None
        if day is None or calendar.is_workday(day) or calendar.is_provisional(day):
            continue
        why = calendar.holiday(day) or ("星期六" if day.weekday() == 5 else "星期日")
        section = paper.section_of(report.quote)
        yield paper.breach_of("deadline.rest-day", report.quote, f"{spoken(day.isoformat())}是{why}", section=section)
