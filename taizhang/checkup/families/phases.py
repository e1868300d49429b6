"""Phases that have no time, overlap, leave gaps, or do not fit the campaign's own period."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from taizhang.reading.grammar.numbers import whole
from taizhang.reading.model import Period, Phase

from ..days import comparable, spoken
from ..finding import Finding
from ..paper import Paper

_DAY = timedelta(days=1)
_COUNT = re.compile(r"(?:分为?|分成|划分为|共)(?P<names>[^。;\n]{0,40}?)(?P<number>[二两三四五六])个?(?:阶段|步骤)")


def phases(paper: Paper) -> Iterator[Finding]:
    found = paper.reading.phases
    if not found and paper.period is None and not paper.reading.period and len(paper.body) > 200:
        at = paper.text.start
        stop = re.compile(r"[\n。]").search(paper.plain, at, paper.text.end)
        yield paper.breach("phase.none", at, stop.start() if stop else paper.text.end, "没有找到实施时间或阶段安排")
    yield from _count(paper)
    yield from _undated(paper)
    for earlier, later in pairwise(found):
        yield from _joint(paper, earlier, later)
    yield from _in_period(paper)


def _breach(paper: Paper, code: str, phase: Phase, message: str) -> Finding:
    return paper.breach_of(code, phase.quote, message, section=paper.section_of(phase.quote))


def _count(paper: Paper) -> Iterator[Finding]:
    listed = len(paper.reading.phases)
    for found in paper.find(_COUNT):
        said = whole(found["number"])
        if listed and said and said != listed:
            message = f"写的是{found['number']}个阶段，读到的是{listed}个"
            yield paper.breach("numbering.count", found.start(), found.end(), message)
        return


def _undated(paper: Paper) -> Iterator[Finding]:
    for phase in paper.reading.phases:
        missing = [word for word, day in (("开始", phase.start), ("结束", phase.end)) if day is None]
        if len(missing) == 2:
            yield _breach(paper, "phase.undated", phase, f"“{phase.name}”没有写明从哪天到哪天")
        elif missing and not (phase is paper.reading.phases[0] and _opens_at_once(paper, missing[0])):
            yield _breach(paper, "phase.half-dated", phase, f"“{phase.name}”没有写明哪天{missing[0]}")


def _opens_at_once(paper: Paper, missing: str) -> bool:
    """Whether the first phase begins with the campaign: it says so, or the period is stated."""
    period = paper.period
    return missing == "开始" and period is not None and (period.start is not None or "即日" in period.quote.text)


def _joint(paper: Paper, earlier: Phase, later: Phase) -> Iterator[Finding]:
    if not earlier.end or not later.start or (days := comparable(earlier.end, later.start)) is None:
        return
    end, start = days
    if start < end and (earlier.start is None or not _apart(earlier, later)):
        message = f"“{later.name}”从{spoken(later.start)}开始，而“{earlier.name}”到{spoken(earlier.end)}才结束"
        yield _breach(paper, "phase.overlap", later, message)
    elif start == end:
        message = f"“{earlier.name}”的最后一天也是“{later.name}”的第一天（{spoken(later.start)}）"
        yield _breach(paper, "phase.shared-day", later, message)
    elif start > end + _DAY:
        free = (start - end).days - 1
        message = (
            f"“{earlier.name}”{spoken(earlier.end)}结束，“{later.name}”{spoken(later.start)}才开始，中间空{free}天"
        )
        yield _breach(paper, "phase.gap", later, message)


def _apart(earlier: Phase, later: Phase) -> bool:
    """Whether the later one lies wholly before: then it is not the next phase but another list."""
    days = comparable(later.end or later.start or "", earlier.start or "") if later.start and earlier.start else None
    return days is not None and days[0] < days[1]


def _in_period(paper: Paper) -> Iterator[Finding]:
    period, found = paper.period, paper.reading.phases
    if period is None or not found:
        return
    for phase in found:
        for word, day, bound, sign in (("开始", phase.start, period.start, -1), ("结束", phase.end, period.end, 1)):
            days = comparable(day, bound) if day and bound else None
            if days and (days[0] - days[1]).days * sign > 0:
                stated = "早于专项行动的开始" if sign < 0 else "晚于专项行动的结束"
                message = f"“{phase.name}”{word}于{spoken(day or '')}，{stated}{spoken(bound or '')}"
                yield _breach(paper, "phase.outside", phase, message)
    yield from _uncovered(paper, period, found[0], found[-1])


def _uncovered(paper: Paper, period: Period, first: Phase, last: Phase) -> Iterator[Finding]:
    for phase, word, day, bound, sign in (
        (first, "开始", first.start, period.start, 1),
        (last, "结束", last.end, period.end, -1),
    ):
        days = comparable(day, bound) if day and bound else None
        if days and (days[0] - days[1]).days * sign > 0:
            message = f"专项行动{spoken(bound or '')}{word}，而“{phase.name}”{spoken(day or '')}{word}"
            yield _breach(paper, "phase.uncovered", phase, message)
