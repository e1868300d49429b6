"""The life of a case for people: its stages with who may act until when, and the sentences of what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from taizhang.core.cases.steps import State
from taizhang.core.entry import CLOCK, Entry
from taizhang.journal.kinds import Kind

from .models import Case

LOOP = [
    (State.FILED, "立案"),
    (State.ASSIGNED, "派单"),
    (State.RECTIFIED, "整改"),
    (State.RECHECKED, "复查"),
    (State.ACCEPTED, "验收"),
    (State.STRUCK, "销号"),
]
NEXT = {
    State.REPORTED: "决定是否立案",
    State.FILED: "派单",
    State.ASSIGNED: "整改",
    State.RECTIFIED: "复查",
    State.RECHECKED: "验收",
    State.ACCEPTED: "销号",
}
NOT_BY = {
    State.RECTIFIED: "整改的人不能复查",
    State.RECHECKED: "整改、复查的人不能验收",
    State.ACCEPTED: "整改、验收的人不能销号",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop of the loop: passed at `at`, or the present one, or still ahead."""

    label: str
    status: str
    at: datetime | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    received_at: datetime
    who: str
    label: str
    sentence: str
    photos: Sequence[Mapping[str, Any]]
    by_clock: bool
    voices: Sequence[Mapping[str, Any]] = ()


def stages(case: Case, entries: Sequence[Entry]) -> list[Stage]:
    """The six stops. A case that was returned has passed only those before the present state."""
    reached = {entry.verb: entry for entry in entries}
    verbs = {State.FILED: ("filed", "accepted_report"), State.RECTIFIED: ("rectified", "fixed_on_spot")}
    order = [state for state, _ in LOOP]
    now = State(case.state)
    position = order.index(now) if now in order else len(order) if now.closed else -1
    result = []
    for index, (state, label) in enumerate(LOOP):
        entry = next((reached[v] for v in verbs.get(state, (state.value,)) if v in reached), None)
        passed = index <= position and entry is not None
        status = "done" if passed else "current" if index == position + 1 and case.open else "ahead"
        who = str(entry.body.get("name") or entry.body.get("finder", "")) if passed and entry else ""
        result.append(Stage(label, status, entry.happened_at if passed and entry else None, who))
    return result


def timeline(entries: Sequence[Entry], kinds: Mapping[str, Kind]) -> list[Event]:
    """Newest first."""
    return [
        Event(
            at=entry.happened_at,
            received_at=entry.received_at,
            who="系统" if entry.actor == CLOCK else str(entry.body.get("name") or entry.body.get("finder", "")),
            label=kinds[entry.kind].label,
            sentence=kinds[entry.kind].present(entry.body),
            photos=entry.body.get("photos", []),
            by_clock=entry.actor == CLOCK,
            voices=entry.body.get("voices", []),
        )
        for entry in reversed(entries)
    ]
