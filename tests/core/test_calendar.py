"""Chinese working days: the published schedules, periods, months and semesters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.calendar import CHINA, Semester, parse_span, span_label, working_calendar
from taizhang.core.calendar.months import month_end, quarter, ten_day, week

CALENDAR = working_calendar()
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@pytest.mark.mission("C35")
@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2024-02-09", True),  # the eve was a working day that year
        ("2024-02-17", False),
        ("2024-02-18", True),  # a Sunday made up
        ("2025-01-26", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-01-02", False),
        ("2026-01-04", True),
        ("2026-02-14", True),
        ("2026-02-23", False),
        ("2026-02-28", True),
        ("2026-05-05", False),
        ("2026-05-09", True),
        ("2026-09-20", True),
        ("2026-10-07", False),
        ("2026-10-10", True),
        ("2026-07-04", False),
        ("2027-02-08", False),  # not announced: statutory days and weekends only
        ("2027-02-09", True),
        ("2031-10-02", False),
    ],
)
def test_the_published_schedule_decides_which_days_are_worked(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked


@pytest.mark.mission("C35")
@pytest.mark.parametrize(("year", "holidays", "made_up"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_each_announced_year_has_the_holidays_and_made_up_days_of_its_notice(
    year: int, holidays: int, made_up: int
) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]
    assert sum(CALENDAR.holiday(day) is not None for day in days) == holidays
    assert sum(CALENDAR.is_workday(day) and day.weekday() > 4 for day in days) == made_up


def test_years_that_are_not_announced_are_provisional() -> None:
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))


@pytest.mark.mission("C35")
@pytest.mark.parametrize(
    ("start", "period", "end"),
    [
        ("2026-04-29T10:00", "3wd", "2026-05-07T23:59"),  # 30 April, then 6 and 7 May
        ("2026-05-08T10:00", "1wd", "2026-05-09T23:59"),  # a Saturday that is made up
        ("2026-04-29T10:00", "15d", "2026-05-14T23:59"),
        ("2026-04-29T10:00", "24h", "2026-04-30T10:00"),
        ("2026-04-29T10:00", "0d", "2026-04-29T23:59"),
        ("2026-02-13T18:00", "0wd", "2026-02-13T23:59"),
    ],
)
def test_a_period_ends_with_its_last_day_and_hours_at_the_instant(start: str, period: str, end: str) -> None:
    due = CALENDAR.after(datetime.fromisoformat(start).replace(tzinfo=CHINA), period)
    assert f"{due:%Y-%m-%dT%H:%M}" == end


def test_a_period_counts_from_the_day_in_china_whatever_zone_the_instant_is_in() -> None:
    evening = datetime(2026, 4, 1, 17, 0, tzinfo=UTC)  # already 2 April in Shanghai
    assert CALENDAR.after(evening, "1d").date() == date(2026, 4, 3)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="时区"):
        CALENDAR.after(datetime(2026, 4, 1, 9), "1d")


@given(DAYS, st.integers(1, 60))
def test_adding_and_taking_away_working_days_are_inverse(day: date, count: int) -> None:
    day = CALENDAR.on_or_after(day)
    assert CALENDAR.add_workdays(CALENDAR.add_workdays(day, count), -count) == day


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_after_has_n_working_days_up_to_it(day: date, count: int) -> None:
    assert CALENDAR.workdays_between(day, CALENDAR.add_workdays(day, count)) == count


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_longer_periods_never_end_earlier(day: date, one: int, more: int) -> None:
    start = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
    for unit in ("wd", "d", "h"):
        assert CALENDAR.after(start, f"{one}{unit}") <= CALENDAR.after(start, f"{one + more}{unit}")


@given(DAYS, st.integers(-30, 30).filter(bool))
def test_shifting_keeps_the_time_of_day(day: date, count: int) -> None:
    moment = datetime(day.year, day.month, day.day, 16, 30, tzinfo=CHINA)
    assert CALENDAR.shift(moment, parse_span(f"{count}d")) == moment + timedelta(days=count)
    assert CALENDAR.shift(moment, parse_span(f"{count}wd")).time() == moment.time()


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_months_weeks_quarters_and_ten_day_periods_hold_the_day_and_meet_without_gap(day: date) -> None:
    spans = [(day.replace(day=1), month_end(day)), week(day), ten_day(day)[:2], quarter(day)[:2]]
    assert all(first <= day <= last for first, last in spans)
    for period in (week, ten_day, quarter):
        next_day = period(day)[1] + timedelta(days=1)
        assert period(next_day)[0] == next_day


def test_a_school_names_its_own_semesters_and_others_follow_custom() -> None:
    own = working_calendar([Semester("本校秋季学期", date(2026, 8, 31), date(2027, 1, 20))])
    assert own.semester_of(date(2026, 9, 15)).name == "本校秋季学期"
    assert own.semester_of(date(2026, 7, 20)).start == date(2026, 8, 31)
    names = [term.name for term in CALENDAR.semesters_within(date(2026, 3, 1), date(2026, 12, 1))]
    assert names == ["2026年春季学期", "2026年秋季学期"]


@pytest.mark.parametrize("text", ["3", "3x", "wd", "3 wd", "1.5d", "", "三日"])
def test_what_is_no_period_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(ValueError, match="不是期限"):
        parse_span(text)


def test_periods_read_as_an_office_writes_them() -> None:
    assert [span_label(text) for text in ("3wd", "15d", "24h", "0d")] == ["3个工作日", "15日", "24小时", "当场"]
