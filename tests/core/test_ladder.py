"""The ladder: reading it, its instants, the next rung."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.calendar import CHINA, working_calendar
from taizhang.core.ladder import Rung, instants, next_rung, parse_ladder

CALENDAR = working_calendar()
OPENS = datetime(2026, 4, 1, tzinfo=CHINA)
DUE = datetime(2026, 4, 30, 16, tzinfo=CHINA)
FULL = ["remind@-3d", "supervise@0d", "circulate@3wd", "interview@7d", "account@15d"]


def test_rungs_fall_at_their_offset_from_the_due_time() -> None:
    found = [(rung, f"{at:%m-%d %H:%M}") for rung, at in instants(parse_ladder(FULL), OPENS, DUE, CALENDAR)]
    assert found == [
        ("remind", "04-27 16:00"),
        ("supervise", "04-30 16:00"),
        ("interview", "05-07 16:00"),
        ("circulate", "05-08 16:00"),  # three working days after the May holiday
        ("account", "05-15 16:00"),
    ]


def test_a_reminder_before_the_duty_opens_is_left_out() -> None:
    rungs = instants(parse_ladder(["remind@-3d", "supervise@0d"]), DUE - timedelta(hours=8), DUE, CALENDAR)
    assert [rung for rung, _ in rungs] == ["supervise"]


@given(st.sets(st.sampled_from([rung.value for rung in Rung])))
def test_the_next_rung_is_the_earliest_not_yet_climbed(climbed: set[str]) -> None:
    rungs = instants(parse_ladder(FULL), OPENS, DUE, CALENDAR)
    left = [rung for rung in rungs if rung[0] not in climbed]
    assert next_rung(rungs, climbed) == (min(left, key=lambda rung: rung[1]) if left else None)


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        (["remind"], "写法"),
        (["warn@0d"], "写法"),
        (["remind@soon"], "不是期限"),
        (["supervise@0d", "remind@-3d"], "次序不对"),
        (["remind@-3d", "remind@-1d"], "次序不对"),
    ],
)
def test_a_wrong_ladder_is_refused_in_chinese(texts: list[str], part: str) -> None:
    with pytest.raises(ValueError, match=part):
        parse_ladder(texts)


def test_rungs_have_the_names_offices_use() -> None:
    assert "".join(rung.label for rung in Rung) == "提醒督办通报约谈问责"
