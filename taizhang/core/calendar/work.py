"""Working days, and the instants at which periods end. Every instant is in the zone Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from .schedule import Schedule, read_schedule
from .spans import Span, parse_span

CHINA = ZoneInfo("Asia/Shanghai")
_DAY = timedelta(days=1)
_SATURDAY = 5


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, CHINA)


def end_of_day(day: date) -> datetime:
    """The last instant of the day: what happens at or before it was in time."""
    return datetime.combine(day, time.max, CHINA)


def local_day(moment: datetime) -> date:
    """The calendar day in China on which an instant falls. Raises ValueError for an instant without zone."""
    if moment.tzinfo is None:
        raise ValueError("时间必须带时区")
    return moment.astimezone(CHINA).date()


@dataclass(frozen=True, slots=True)
class Semester:
    """A school term, both days included. `name` as people call it: "2026年春季学期"."""

    name: str
    start: date
    end: date


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. `semesters` are the school's own, if it has said; otherwise the customary ones."""

    schedule: Schedule
    semesters: Sequence[Semester] = field(default=())

    def is_workday(self, day: date) -> bool:
        if day in self.schedule.makeup:
            return True
        return day.weekday() < _SATURDAY and self.holiday(day) is None

    def holiday(self, day: date) -> str | None:
        """The holiday's name, or None. In years not yet announced only the statutory days are known."""
        if name := self.schedule.holidays.get(day):
            return name
        return None if day.year in self.schedule.years else self.schedule.fixed.get((day.month, day.day))

    def is_provisional(self, day: date) -> bool:
        """Whether the State Council has not yet announced that year's schedule: the day may still change."""
        return day.year not in self.schedule.announced

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after (before, if negative) `day`; 0 is the day itself or the next workday."""
        if count == 0:
            return self.on_or_after(day)
        step = _DAY if count > 0 else -_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days there are after `after` up to and including `until`."""
        days = (until - after).days
        return sum(self.is_workday(after + _DAY * offset) for offset in range(1, days + 1))

    def on_or_after(self, day: date) -> date:
        while not self.is_workday(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        while not self.is_workday(day):
            day -= _DAY
        return day

    def after(self, start: datetime, period: str) -> datetime:
        """When a period that starts at `start` is over: days run to the end of the last day, hours to the instant."""
        span = parse_span(period)
        if span.unit == "h":
            return start.astimezone(CHINA) + timedelta(hours=span.count)
        return end_of_day(self.move(local_day(start), span) if span.count else local_day(start))

    def move(self, day: date, span: Span) -> date:
        """The day `span` later or earlier. Raises ValueError for hours."""
        if span.unit == "h":
            raise ValueError("日期只能按日或工作日推算，不能按小时")
        return self.add_workdays(day, span.count) if span.unit == "wd" else day + _DAY * span.count

    def shift(self, moment: datetime, span: Span) -> datetime:
        """The instant `span` later or earlier, at the same time of day for days and working days."""
        if span.unit == "h":
            return moment + timedelta(hours=span.count)
        local = moment.astimezone(CHINA)
        if not span.count:
            return local
        return datetime.combine(self.move(local.date(), span), local.time(), CHINA)

    def semester_of(self, day: date) -> Semester:
        """The semester running on `day`, or else the next to begin."""
        known = sorted(self.semesters, key=lambda term: term.start)
        for term in known:
            if day <= term.end:
                return term
        return next(term for term in _customary(day.year) if day <= term.end)

    def semesters_within(self, first: date, last: date) -> list[Semester]:
        """Semesters that begin or run between two days, in order."""
        found: list[Semester] = []
        day = first
        while True:
            term = self.semester_of(day)
            if term.start > last:
                return found
            found.append(term)
            day = term.end + _DAY


def _customary(year: int) -> list[Semester]:
    """Terms by custom, where the school has not named its own: spring mid-February to mid-July, autumn to January."""
    return [
        Semester(f"{year - 1}年秋季学期", date(year - 1, 9, 1), date(year, 1, 31)),
        Semester(f"{year}年春季学期", date(year, 2, 16), date(year, 7, 15)),
        Semester(f"{year}年秋季学期", date(year, 9, 1), date(year + 1, 1, 31)),
    ]


@cache
def _standard() -> WorkCalendar:
    return WorkCalendar(read_schedule())


def working_calendar(semesters: Sequence[Mapping[str, object] | Semester] = ()) -> WorkCalendar:
    """The calendar of the published schedules, with a school's own semesters if it has any."""
    if not semesters:
        return _standard()
    terms = [term if isinstance(term, Semester) else Semester(**term) for term in semesters]  # type: ignore[arg-type]
    return WorkCalendar(_standard().schedule, terms)
