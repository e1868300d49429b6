"""The windows in which a rule is owed: one for a single act, one for each day, week, month … of a rhythm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from ..calendar import CHINA, Semester, WorkCalendar, end_of_day, start_of_day
from ..calendar.months import month_end, month_start, quarter, ten_day, week
from ..plan.days import resolve_day
from ..plan.model import Plan
from ..plan.rules import ByRisk, Every, Stride, When

_DAY = timedelta(days=1)
_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_HALVES = ("上午", "下午")
_ON = int | str | None


SINGLE = ("once", "per-phase", "semester")
"""Owed once in each range; everything else is a rhythm."""


class Window(NamedTuple):
    """`label` names the period and never changes when dates are moved; `title` is for people, empty if single."""

    label: str
    title: str
    opens_at: datetime
    due_at: datetime


class Stretch(NamedTuple):
    """A period of a rhythm, first to last day, before it is cut to the rule's range."""

    label: str
    title: str
    first: date
    last: date


class Range(NamedTuple):
    """The days within which a rule runs. `label` is that of its single window."""

    label: str
    first: date
    last: date
    title: str = ""


@dataclass(frozen=True)
class Timing:
    """Everything that fixes the windows of rules in one campaign.

    Rhythms are looked at up to `horizon`; what is owed once is there from the start. After `closed_at` nothing opens.
    """

    plan: Plan
    starts_at: datetime
    horizon: datetime
    long_term: bool = False
    closed_at: datetime | None = None

    @property
    def starts_on(self) -> date:
        return self.starts_at.astimezone(CHINA).date()

    @property
    def last_day(self) -> date:
        return self.horizon.astimezone(CHINA).date()

    @property
    def calendar(self) -> WorkCalendar:
        return self.plan.calendar


def windows(rule: When, at: Sequence[str | None], on: _ON, timing: Timing) -> list[Window]:
    """The windows of a rule that end at or after the start of the campaign and open up to the horizon."""
    found = (window for span in _ranges(rule, timing) for window in _of_range(rule, at, on, span, timing))
    limits = [timing.closed_at, None if rule.every in SINGLE else timing.horizon]
    latest = min((limit for limit in limits if limit is not None), default=None)
    return [
        window._replace(opens_at=max(window.opens_at, timing.starts_at))
        for window in found
        if window.due_at >= timing.starts_at and (latest is None or window.opens_at <= latest)
    ]


def runs_from(rule: When, timing: Timing) -> datetime:
    """The moment from which a rule runs, whether or not its first window can still be met then."""
    first = min((span.first for span in _ranges(rule, timing)), default=timing.starts_on)
    return max(start_of_day(first), timing.starts_at)


def _ranges(rule: When, timing: Timing) -> Iterator[Range]:
    """Where the rule runs. Nothing where a date is still open: such a plan cannot start."""
    if rule.every == "semester":
        yield from _semesters(rule, timing)
    elif timing.long_term:
        first = timing.plan.end + _DAY if timing.plan.end else timing.starts_on
        yield Range("long-term", first, date.max)
    elif rule.during or not (rule.from_ or rule.to or rule.open_end):
        yield from _phases(rule, timing)
    else:
        first = _day(rule.from_, timing) or timing.starts_on
        last = _day(rule.to, timing) if rule.to else None if rule.open_end else timing.plan.end
        if last is not None and first <= last:
            yield Range("once", first, last)


def _phases(rule: When, timing: Timing) -> Iterator[Range]:
    wanted = [phase for phase in timing.plan.phases if not rule.during or phase.id in rule.during]
    dated = [(phase, phase.start, phase.end) for phase in wanted if phase.start and phase.end]
    if rule.every == "per-phase":
        yield from (Range(phase.id, first, last, phase.name) for phase, first, last in dated)
    elif dated:
        label = "campaign" if not rule.during else dated[0][0].id if len(rule.during) == 1 else "phases"
        yield Range(label, min(first for _, first, _ in dated), max(last for _, _, last in dated))


def _semesters(rule: When, timing: Timing) -> Iterator[Range]:
    """Each semester of the campaign; `from` and `to` may lean on it ("semester.start-2d")."""
    ends = timing.last_day if timing.long_term else timing.plan.end or timing.last_day
    for term in timing.calendar.semesters_within(timing.starts_on, max(ends, timing.starts_on)):
        first = _day(rule.from_, timing, term) or term.start
        last = _day(rule.to, timing, term) or term.end
        if first <= last:
            yield Range(term.name, first, last, term.name)


def _day(ref: str | None, timing: Timing, term: Semester | None = None) -> date | None:
    return resolve_day(ref, timing.plan, timing.starts_on, term) if ref else None


def _of_range(rule: When, at: Sequence[str | None], on: _ON, span: Range, timing: Timing) -> Iterator[Window]:
    first = max(span.first, timing.starts_on) if rule.every in ("daily", "twice-daily") else span.first
    last = min(span.last, timing.last_day)
    assert not isinstance(rule.every, ByRisk), "a rhythm of its own for each grade"
    for stretch in _stretches(rule.every, span, first, last):
        if rule.every in ("daily", "twice-daily"):
            if rule.days == "all" or timing.calendar.is_workday(stretch.first):
                yield from _of_day(rule.every, at, stretch)
            continue
        opens, closes = max(stretch.first, span.first), min(stretch.last, span.last)
        day = _due_day(rule, on, opens, closes, timing.calendar)
        if day is not None:
            yield Window(stretch.label, stretch.title, start_of_day(opens), _instant(day, at[0] if at else None))


def _of_day(every: Every | Stride, at: Sequence[str | None], stretch: Stretch) -> Iterator[Window]:
    if every == "daily":
        due = _instant(stretch.first, at[0] if at else None)
        yield Window(stretch.label, stretch.title, start_of_day(stretch.first), due)
        return
    cutoffs = [*at, "12:00", "18:00"][:2] if len(at) == 2 else ["12:00", "18:00"]
    opens = start_of_day(stretch.first)
    for number, cutoff in enumerate(cutoffs, start=1):
        due = _instant(stretch.first, cutoff)
        yield Window(f"{stretch.label}/{number}", f"{stretch.title}{_HALVES[number - 1]}", opens, due)
        opens = due + timedelta(microseconds=1)


def _stretches(every: Every | Stride, span: Range, first: date, last: date) -> Iterator[Stretch]:
    if isinstance(every, Stride):
        yield from _strides(every.length, span, last)
    elif every in SINGLE:
        yield Stretch(span.label, span.title, span.first, span.last)
    else:
        day = first
        while day <= last:
            stretch = _stretch(every, day)
            yield stretch
            day = stretch.last + _DAY


def _strides(length: int, span: Range, last: date) -> Iterator[Stretch]:
    day = span.first
    while day <= last:
        yield Stretch(f"{day}+{length}", f"{_short(day)}起{length}日", day, day + _DAY * (length - 1))
        day += _DAY * length


def _stretch(every: str, day: date) -> Stretch:
    """The period of a rhythm that holds a day."""
    if every in ("daily", "twice-daily"):
        return Stretch(day.isoformat(), _short(day), day, day)
    if every == "weekly":
        monday, sunday = week(day)
        year, number, _ = day.isocalendar()
        return Stretch(f"{year}-W{number:02}", f"{_short(monday)}至{_short(sunday)}", monday, sunday)
    if every == "ten-day":
        first, last, name = ten_day(day)
        return Stretch(f"{day:%Y-%m}-{first.day // 10 + 1}", f"{day.month}月{name}", first, last)
    if every == "monthly":
        return Stretch(f"{day:%Y-%m}", f"{day.year}年{day.month}月", month_start(day), month_end(day))
    first, last, number = quarter(day)
    return Stretch(f"{day.year}-Q{number}", f"{day.year}年第{number}季度", first, last)


def _due_day(rule: When, on: _ON, opens: date, closes: date, calendar: WorkCalendar) -> date | None:
    """The day on which a period's act is due; None where the day named by `on` lies outside the rule's range.

    `days: working` brings a due day that is not worked forward to the working day before it.
    """
    day = closes
    if rule.after is not None:
        day = calendar.after(start_of_day(closes), rule.after).date()
    elif isinstance(on, int):
        end = month_end(closes)
        day = end.replace(day=min(on, end.day))
    elif on is not None and on != "last":
        day = closes - _DAY * ((closes.weekday() - _WEEKDAYS[on]) % 7)
    if rule.after is None and not opens <= day <= closes:
        return None
    return max(calendar.on_or_before(day), opens) if rule.days == "working" else day


def _instant(day: date, clock: str | None) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), CHINA) if clock else end_of_day(day)


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"
