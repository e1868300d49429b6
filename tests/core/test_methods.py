"""Method ladders: one step after the other, none before its period is over, its papers served, its evidence given."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from taizhang.core.calendar import CHINA, working_calendar
from taizhang.core.entry import Entry
from taizhang.core.methods import climb
from taizhang.core.plan.paper import Method

METHOD = Method.model_validate(
    {
        "id": "three-steps", "name": "三步走",
        "steps": [
            {"id": "own", "name": "自拆", "period": "10d", "documents": ["notice"], "evidence": "送达回执"},
            {"id": "assisted", "name": "助拆", "period": "7d", "evidence": "现场记录"},
            {"id": "forced", "name": "强拆", "documents": ["order"]},
        ],
    }
)  # fmt: skip
BEGIN = datetime(2026, 9, 1, 9, tzinfo=CHINA)
CALENDAR = working_calendar()


def entry(number: int, days: float, step: str, documents: tuple[str, ...] = (), evidence: bool = True) -> Entry:
    moment = BEGIN + timedelta(days=days)
    body = {"step": step, "documents": list(documents), "evidence": ["sha"] if evidence else []}
    kind = "method.settled" if step == "done" else "method.entered"
    return Entry(UUID(int=number), kind, UUID(int=99), None, None, "user:1", None, moment, moment, body)


WHOLE = [
    entry(1, 0, "own", ("notice",)), entry(2, 11, "assisted"), entry(3, 20, "forced", ("order",)), entry(4, 21, "done"),
]  # fmt: skip


@pytest.mark.mission("R5")
def test_the_steps_follow_each_other_to_the_end() -> None:
    state, aside = climb(METHOD, WHOLE, CALENDAR)
    assert aside == [] and state.settled_at == WHOLE[3].happened_at
    assert [name for name, _ in state.taken] == ["own", "assisted", "forced"]


@pytest.mark.mission("R5")
@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ([entry(1, 0, "assisted", ("notice",))], "step-out-of-order"),
        ([entry(1, 0, "own")], "document-not-served"),
        ([entry(1, 0, "own", ("notice",)), entry(2, 9, "assisted")], "period-runs"),
        ([entry(1, 0, "own", ("notice",)), entry(2, 12, "assisted", evidence=False)], "evidence-missing"),
        ([entry(1, 0, "own", ("notice",)), entry(2, 12, "forced", ("order",))], "step-out-of-order"),
        ([entry(1, 0, "done")], "not-begun"),
        ([*WHOLE, entry(5, 30, "forced", ("order",))], "already-done"),
    ],
)
def test_a_step_before_its_time_is_set_aside_with_the_reason(entries: list[Entry], reason: str) -> None:
    _, aside = climb(METHOD, entries, CALENDAR)
    assert [one.refusal for one in aside] == [reason]


def test_the_order_of_arrival_changes_nothing() -> None:
    assert len({str(climb(METHOD, order, CALENDAR)) for order in permutations(WHOLE)}) == 1


def test_the_next_step_is_known_and_a_settled_ladder_has_none() -> None:
    state, _ = climb(METHOD, WHOLE[:1], CALENDAR)
    assert state.following is not None and state.following.name == "助拆"
    assert climb(METHOD, WHOLE, CALENDAR)[0].following is None
