"""The loop of a case as a pure function: order of arrival and resends do not matter, separation of duties does."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taizhang.core.cases.fold import fold_case
from taizhang.core.cases.state import OVERDUE, CaseState
from taizhang.core.cases.steps import STEPS, State
from taizhang.core.entry import CLOCK, Entry, canonical
from taizhang.core.ids import derived

START = datetime(2026, 5, 13, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DUE = START + timedelta(days=5)
CASE = derived("a case")
DAY = 86400.0


def entry(verb: str, hours: float, actor: str = "user:1", **body: Any) -> Entry:
    at = START + timedelta(hours=hours)
    return Entry(derived(verb, at, actor), f"case.{verb}", CASE, None, 5, actor, 1, at, at, body)


def filed(**body: Any) -> Entry:
    rungs = [("remind", -DAY), ("supervise", 0.0), ("circulate", 3 * DAY)]
    return entry("filed", 0, **{"due_at": DUE.isoformat(), "rungs": rungs, "evidence": True, **body})


def state_after(*entries: Entry) -> CaseState:
    state, aside = fold_case(canonical(entries))
    assert not aside, aside
    assert state is not None
    return state


ASSIGNED = entry("assigned", 1, "user:2", handler=7)
RECTIFIED = entry("rectified", 20, "user:3", photos=[{"sha256": "a" * 64}])
RECHECKED = entry("rechecked", 30, "user:4")
ACCEPTED = entry("accepted", 40, "user:2")
STRUCK = entry("struck", 50, "user:5")
WHOLE_LOOP = [filed(), ASSIGNED, RECTIFIED, RECHECKED, ACCEPTED, STRUCK]


@pytest.mark.mission("X8", "C33")
def test_the_whole_loop_ends_struck_off() -> None:
    state = state_after(*WHOLE_LOOP)
    assert state.state is State.STRUCK
    assert state.closed_at == STRUCK.happened_at
    assert state.next_rung is None


@pytest.mark.mission("C36", "C43")
@pytest.mark.parametrize(
    ("upto", "verb", "doer"),
    [
        (3, "rechecked", "user:3"),
        (4, "accepted", "user:3"),
        (4, "accepted", "user:4"),
        (5, "struck", "user:2"),
        (5, "struck", "user:3"),
    ],
)
def test_nobody_judges_their_own_work(upto: int, verb: str, doer: str) -> None:
    _, aside = fold_case([*WHOLE_LOOP[:upto], entry(verb, 60, doer)])
    assert [item.refusal for item in aside] == ["same-person"]


@pytest.mark.mission("C34")
def test_returned_work_is_counted_and_gets_a_new_period() -> None:
    later = (DUE + timedelta(days=4)).isoformat()
    state = state_after(*WHOLE_LOOP[:3], entry("returned", 30, "user:4", reason="软管没有更换", due_at=later))
    assert (state.state, state.returns, state.due_at) == (State.ASSIGNED, 1, DUE + timedelta(days=4))


@pytest.mark.mission("C34")
def test_an_extension_is_asked_for_and_granted_by_somebody_else() -> None:
    until = (DUE + timedelta(days=3)).isoformat()
    asked = [filed(), ASSIGNED, entry("extension_requested", 5, "user:3", reason="配件缺货", until=until)]
    _, aside = fold_case([*asked, entry("extended", 6, "user:3")])
    assert [item.refusal for item in aside] == ["same-person"]
    state = state_after(*asked, entry("extended", 6, "user:2"))
    assert (state.due_at, state.extensions, state.pending_extension) == (DUE + timedelta(days=3), 1, None)


@pytest.mark.mission("C38")
def test_refusal_transfer_and_joint_handling() -> None:
    refused = state_after(filed(), ASSIGNED, entry("refused", 2, "user:3", reason="不属本单位职责"))
    assert (refused.state, refused.handler) == (State.FILED, None)
    moved = state_after(filed(), ASSIGNED, entry("transferred", 2, "user:3", reason="属地管理", handler=9))
    assert (moved.handler, moved.transfers) == (9, 1)
    joint = state_after(filed(), ASSIGNED, entry("joined", 2, "user:2", reason="需要停气", joint=[11, 12]))
    assert joint.joint == (11, 12)


def test_a_fix_on_the_spot_still_needs_another_person_to_recheck() -> None:
    fixed = entry("fixed_on_spot", 0.1, "user:1", photos=[{"sha256": "b" * 64}])
    assert state_after(filed(), fixed).state is State.RECTIFIED
    _, aside = fold_case([filed(), fixed, entry("rechecked", 1, "user:1")])
    assert [item.refusal for item in aside] == ["same-person"]


@pytest.mark.parametrize(
    ("step", "refusal"),
    [
        (entry("rectified", 2, "user:3"), "evidence-missing"),
        (entry("refused", 2, "user:3", reason=" "), "reason-missing"),
        (entry("struck", 2, "user:5"), "not-now"),
        (entry("extended", 2, "user:2"), "no-pending-extension"),
        (entry("extension_requested", 2, "user:3", reason="忙", until=START.isoformat()), "deadline-not-later"),
    ],
)
def test_what_a_step_lacks_is_said(step: Entry, refusal: str) -> None:
    _, aside = fold_case([filed(), ASSIGNED, step])
    assert [item.refusal for item in aside] == [refusal]


@pytest.mark.mission("X12")
def test_the_ladder_is_climbed_in_order_and_an_extension_starts_it_anew() -> None:
    state = state_after(filed(), ASSIGNED)
    climbed = []
    entries = [filed(), ASSIGNED]
    while state.next_rung:
        rung, moment = state.next_rung
        climbed.append((rung, moment - DUE))
        clock = Entry(
            derived(rung),
            "case.rung",
            CASE,
            None,
            5,
            CLOCK,
            None,
            moment,
            moment,
            {"rung": rung, "at": moment.isoformat()},
        )
        entries.append(clock)
        state = state_after(*entries)
    assert climbed == [
        ("remind", timedelta(days=-1)),
        (OVERDUE, timedelta()),
        ("supervise", timedelta()),
        ("circulate", timedelta(days=3)),
    ]
    assert state.overdue
    late = state_after(*entries, entry("rectified", 24 * 9, "user:3", photos=[{"sha256": "c" * 64}]))
    assert not late.overdue


def test_a_rung_overtaken_by_an_earlier_rectification_disappears_quietly() -> None:
    rung = Entry(
        derived("r"), "case.rung", CASE, None, 5, CLOCK, None, DUE, DUE, {"rung": OVERDUE, "at": DUE.isoformat()}
    )
    remind = Entry(
        derived("m"), "case.rung", CASE, None, 5, CLOCK, None, DUE - timedelta(days=1), DUE, {"rung": "remind"}
    )
    assert state_after(filed(), ASSIGNED, remind, rung).overdue
    assert not state_after(filed(), ASSIGNED, remind, rung, RECTIFIED).overdue


VERBS = sorted(STEPS)


@given(
    st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 80), st.integers(1, 4)), max_size=14),
    st.randoms(use_true_random=False),
)
def test_arrival_order_and_resends_do_not_matter(steps: list[tuple[str, int, int]], chance: random.Random) -> None:
    later = (DUE + timedelta(days=9)).isoformat()
    full = {"reason": "有理由", "handler": 3, "joint": [4], "photos": [{"sha256": "d" * 64}], "until": later}
    entries = {e.id: e for e in [filed(), *(entry(v, h, f"user:{u}", **full) for v, h, u in steps)]}
    shuffled = list(entries.values())
    chance.shuffle(shuffled)
    assert fold_case(canonical(shuffled)) == fold_case(canonical(entries.values()))
    state, aside = fold_case(canonical(shuffled))
    assert state is not None
    applied = len(entries) - len(aside)
    assert applied >= 1 and all(isinstance(item.entry, UUID) for item in aside)
