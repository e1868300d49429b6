"""Milestones: how much is reached, what is left day by day against what may be left, and the forecast."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.milestones import amount, burn_down, forecast
from taizhang.core.plan.rules import Reach

START = date(2026, 9, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


@pytest.mark.mission("R2")
def test_a_milestone_is_a_number_or_a_share_of_what_there_is() -> None:
    figures = {"cases.struck": 30.0, "cases.filed": 61.0}
    number, share = (
        Reach(measure="cases.struck", at_least=30),
        Reach(measure="cases.struck", of="cases.filed", at_least=0.5),
    )
    assert amount(number, figures).reached  # type: ignore[union-attr]
    found = amount(share, figures)
    assert found is not None and (found.wanted, found.missing, found.reached) == (31, 1, False)


def test_a_masked_number_and_a_share_of_nothing_are_neither_reached_nor_missed() -> None:
    assert amount(Reach(measure="cases.struck", at_least=None), {"cases.struck": 5.0}) is None
    assert amount(Reach(measure="cases.struck", of="cases.filed", at_least=1), {}) is None


@pytest.mark.mission("R2")
def test_what_is_left_burns_down_against_the_milestones() -> None:
    shown = burn_down(60, {day(1): 10, day(3): 5}, [(day(4), 20), (day(10), 60)], START, day(5))
    assert shown.days[0] == START and shown.days[-1] == day(10)
    assert shown.left == (60, 50, 50, 45, 45, 45)
    assert (shown.allowed[0], shown.allowed[4], shown.allowed[7], shown.allowed[10]) == (60, 40, 20, 0)


@pytest.mark.mission("R2")
def test_the_forecast_goes_on_at_the_pace_of_the_last_week() -> None:
    assert forecast(14, {day(1): 3, day(3): 4}, day(6)) == day(6) + timedelta(days=14)
    assert forecast(14, {day(1): 30}, day(20)) is None
    assert forecast(0, {}, day(6)) == day(6)


@given(
    st.dictionaries(st.integers(-3, 30).map(day), st.integers(0, 9)),
    st.lists(st.tuples(st.integers(0, 30).map(day), st.integers(0, 50)), max_size=3, unique_by=lambda step: step[0]),
    st.integers(0, 30).map(day),
)
def test_what_is_left_only_falls_and_never_below_nothing(
    done: dict[date, int], steps: list[tuple[date, int]], today: date
) -> None:
    shown = burn_down(50, done, sorted(steps), START, today)
    assert all(later <= earlier for earlier, later in zip(shown.left, shown.left[1:], strict=False))
    assert all(left >= 0 for left in (*shown.left, *shown.allowed))
    assert len(shown.left) == (today - START).days + 1
    assert len(shown.days) == len(shown.allowed)
