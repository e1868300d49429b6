"""The state of a duty follows from its entries, whatever order they arrive in and however often."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.calendar import CHINA
from taizhang.core.duties import fold_duty
from taizhang.core.duties.folding import DutyState
from taizhang.core.entry import Entry

OPENS = datetime(2026, 4, 1, tzinfo=CHINA)
DUE = datetime(2026, 4, 10, 16, tzinfo=CHINA)
HOUR = timedelta(hours=1)
RUNGS = (("remind", DUE - 72 * HOUR), ("supervise", DUE), ("circulate", DUE + 72 * HOUR))
DUTY = UUID(int=7)


def entry(number: int, verb: str, hours: float, **body: object) -> Entry:
    """An entry that happened so many hours after the due time."""
    at = DUE + hours * HOUR
    return Entry(UUID(int=number), f"duty.{verb}", DUTY, None, 1, "user:1", None, at, at, body)


def fold(*entries: Entry) -> DutyState:
    return fold_duty(DUE, OPENS, RUNGS, entries)


def test_a_duty_without_entries_is_open_and_waits_for_its_first_rung() -> None:
    assert fold() == DutyState(next_at=RUNGS[0][1])


@pytest.mark.parametrize(("hours", "state"), [(-1, "met"), (0, "met"), (0.001, "met_late")])
def test_when_it_happened_decides_whether_it_was_in_time(hours: float, state: str) -> None:
    met = fold(entry(1, "met", hours))
    assert (met.state, met.met_by, met.next_at) == (state, UUID(int=1), None)


def test_it_lapses_and_climbs_until_it_is_met() -> None:
    entries = [entry(1, "rung", -72, rung="remind"), entry(2, "rung", 0, rung="supervise"), entry(3, "lapsed", 0)]
    lapsed = fold(*entries)
    assert (lapsed.state, lapsed.rung, lapsed.next_at) == ("lapsed", "supervise", RUNGS[2][1])
    late = fold(*entries, entry(4, "met", 20))
    assert (late.state, late.rung, late.next_at) == ("met_late", "supervise", None)


def test_an_open_duty_whose_rungs_are_climbed_waits_for_its_due_time() -> None:
    assert fold(entry(1, "rung", -72, rung="remind")).next_at == DUE


@pytest.mark.mission("X12")
def test_work_done_in_time_that_arrives_late_takes_lapse_and_rungs_back() -> None:
    clock = [entry(1, "rung", 0, rung="supervise"), entry(2, "lapsed", 0), entry(3, "rung", 72, rung="circulate")]
    arrived = replace(entry(9, "met", -2), received_at=DUE + 100 * HOUR)
    state = fold(*clock, arrived)
    assert (state.state, state.rung, state.set_aside) == ("met", None, ())


def test_a_second_fulfilment_is_set_aside_and_shown() -> None:
    state = fold(entry(1, "met", -5), entry(2, "met", -3))
    assert state.met_by == UUID(int=1)
    assert [(aside.entry, aside.refusal) for aside in state.set_aside] == [(UUID(int=2), "already-done")]


def test_what_was_done_before_the_duty_opened_does_not_count() -> None:
    early = replace(entry(1, "met", 0), happened_at=OPENS - HOUR)
    state = fold(early)
    assert state.state == "open"
    assert state.set_aside[0].refusal == "duty-not-open"


def test_a_duty_may_be_excused_and_still_be_done() -> None:
    excused = fold(entry(1, "lapsed", 0), entry(2, "excused", 5, reason="已停业"))
    assert (excused.state, excused.reason, excused.next_at) == ("excused", "已停业", None)
    assert fold(entry(2, "excused", -5, reason="已停业"), entry(3, "met", -1)).state == "met"
    assert fold(entry(1, "met", -5), entry(2, "excused", -4, reason="多余")).set_aside[0].refusal == "already-done"


@pytest.mark.parametrize(("hours", "state"), [(-1, "open"), (1, "lapsed")])
def test_a_reopened_duty_is_owed_again(hours: float, state: str) -> None:
    again = fold(entry(1, "met", -5), entry(2, "reopened", hours, reason="照片不实"))
    assert (again.state, again.met_at, again.reason) == (state, None, "照片不实")
    assert fold(entry(2, "reopened", -1, reason="误点")).set_aside[0].refusal == "duty-not-done"


ENTRIES = st.lists(
    st.builds(
        entry,
        st.integers(1, 40),
        st.sampled_from(["met", "excused", "reopened", "lapsed", "rung", "unheard-of"]),
        st.integers(-100, 100),
        reason=st.just("因故"),
        rung=st.sampled_from(["remind", "supervise", "circulate"]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@given(ENTRIES, st.data())
def test_arrival_order_and_resends_change_nothing(entries: list[Entry], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(entries))
    again = data.draw(st.lists(st.sampled_from(entries), max_size=4)) if entries else []
    assert fold(*shuffled, *again) == fold(*entries)


@given(ENTRIES)
def test_every_entry_is_used_or_set_aside_once_and_only_what_is_owed_waits(entries: list[Entry]) -> None:
    state = fold(*entries)
    aside = [item.entry for item in state.set_aside]
    assert len(aside) == len(set(aside))
    assert set(aside) <= {one.id for one in entries}
    assert (state.met_at is not None) == (state.state in {"met", "met_late"})
    assert state.next_at is None or not state.done
    assert state.state != "open" or state.next_at is not None
