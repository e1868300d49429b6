"""The state of a case as a pure function of its entries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from taizhang.core.entry import CLOCK, Entry, SetAside

from .demands import refusal_of
from .state import FIVE, OVERDUE, CaseState
from .steps import STEPS, WAITING_FOR_RECTIFICATION, State

FILING = frozenset({"filed", "reported"})


def fold_case(entries: Sequence[Entry]) -> tuple[CaseState | None, list[SetAside]]:
    """Fold entries in canonical order. What cannot apply where it stands is set aside, with the reason."""
    state: CaseState | None = None
    aside: list[SetAside] = []
    waiting: list[Entry] = []
    for entry in entries:
        if entry.verb in FILING:
            if state is None:
                state = _begin(entry)
            else:
                aside.append(SetAside(entry.id, "already-done"))
        elif state is None:
            waiting.append(entry)
        elif entry.verb == "erased":
            continue  # the bodies themselves were changed; where it stands is as before
        else:
            refusal = refusal_of(state, entry)
            if not refusal:
                state = _apply(state, entry)
            elif entry.actor != CLOCK:  # a rung overtaken by a step that happened before it and arrived after it
                aside.append(SetAside(entry.id, refusal))
    aside += [SetAside(entry.id, "not-begun") for entry in waiting]
    return state, aside


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _begin(entry: Entry) -> CaseState:
    due = entry.body.get("due_at")
    state = State.FILED if entry.verb == "filed" else State.REPORTED
    return CaseState(
        filing=entry,
        state=state,
        due_at=_moment(due) if due else None,
        running_since=entry.happened_at,
        step_due_at=_next_due(entry),
        doers={entry.verb: entry.actor},
        entered_at=entry.happened_at,
    )


def _next_due(entry: Entry) -> datetime | None:
    """By when the step that follows is due: the door writes it into the entry, from the plan."""
    text = entry.body.get("next_due")
    return _moment(text) if text else None


def _apply(state: CaseState, entry: Entry) -> CaseState:
    if entry.verb == "rung":
        return _climbed(state, entry)
    step = STEPS[entry.verb]
    doers = {**state.doers, entry.verb: entry.actor}
    if step.to is None:
        moved = replace(state, doers=doers)
    else:
        waits = step.to in WAITING_FOR_RECTIFICATION and state.state not in WAITING_FOR_RECTIFICATION
        moved = replace(
            state,
            doers=doers,
            state=step.to,
            entered_at=entry.happened_at,
            step_due_at=_next_due(entry),
            closed_at=entry.happened_at if step.to.closed else None,
            running_since=entry.happened_at if waits else state.running_since,
        )
    change = _CHANGES.get(entry.verb)
    return change(moved, entry) if change else moved


def _climbed(state: CaseState, entry: Entry) -> CaseState:
    name = str(entry.body["rung"])
    moved = replace(state, rungs_climbed=(*state.rungs_climbed, name))
    names = [rung.name for rung in state.rungs]
    if name == OVERDUE or (state.rung and names.index(name) < names.index(state.rung)):
        return moved
    return replace(moved, rung=name, rung_at=entry.happened_at)


def _assigned(state: CaseState, entry: Entry) -> CaseState:
    plan = {key: entry.body[key] for key in FIVE if entry.body.get(key)}
    return replace(
        _with_due(state, entry), handler=entry.body["handler"], joint=tuple(entry.body.get("joint", ())), plan=plan
    )


def _with_due(state: CaseState, entry: Entry, key: str = "due_at") -> CaseState:
    """A later end of the period starts the ladder again; an earlier one keeps what was climbed."""
    text = entry.body.get(key)
    due = _moment(text) if text else state.due_at
    if due is None or due == state.due_at:
        return state
    moved = replace(state, due_at=due, running_since=entry.happened_at)
    if state.due_at is not None and due < state.due_at:
        return moved
    return replace(moved, rungs_climbed=(), rung="", rung_at=None)


def _transferred(state: CaseState, entry: Entry) -> CaseState:
    return replace(
        state, handler=entry.body["handler"], joint=(), transfers=state.transfers + 1, pending_extension=None
    )


def _joined(state: CaseState, entry: Entry) -> CaseState:
    return replace(state, joint=tuple(dict.fromkeys((*state.joint, *entry.body["joint"]))))


def _rectified(state: CaseState, entry: Entry) -> CaseState:
    return replace(state, rectified_at=entry.happened_at, pending_extension=None, on_spot=entry.verb == "fixed_on_spot")


_UNDONE = frozenset({"rectified", "fixed_on_spot", "rechecked", "accepted", "struck"})
"""Steps that no longer hold once the work is given back."""


def _given_back(state: CaseState, entry: Entry) -> CaseState:
    doers = {verb: who for verb, who in state.doers.items() if verb not in _UNDONE}
    back = replace(state, rectified_at=None, on_spot=False, doers=doers)
    if state.handler is None:  # fixed on the spot, before anybody was charged with it
        back = replace(back, state=State.FILED)
    return _with_due(back, entry)


def _returned(state: CaseState, entry: Entry) -> CaseState:
    return replace(_given_back(state, entry), returns=state.returns + 1)


def _reopened(state: CaseState, entry: Entry) -> CaseState:
    return replace(_given_back(state, entry), reopenings=state.reopenings + 1)


def _refused(state: CaseState, entry: Entry) -> CaseState:
    return replace(state, handler=None, joint=(), pending_extension=None)


def _extended(state: CaseState, entry: Entry) -> CaseState:
    key = "until" if entry.body.get("until") else "asked"
    asked = replace(entry, body={**entry.body, "asked": (state.pending_extension or {}).get("until")})
    return replace(_with_due(state, asked, key), pending_extension=None, extensions=state.extensions + 1)


def _without_request(state: CaseState, entry: Entry) -> CaseState:
    return replace(state, pending_extension=None)


def _supervised(state: CaseState, entry: Entry) -> CaseState:
    said = {key: entry.body.get(key, "") for key in ("level", "org_name", "name", "reason")}
    return replace(state, supervision=(*state.supervision, {**said, "at": entry.happened_at.isoformat()}))


_CHANGES: dict[str, Callable[[CaseState, Entry], CaseState]] = {
    "assigned": _assigned,
    "transferred": _transferred,
    "joined": _joined,
    "rectified": _rectified,
    "fixed_on_spot": _rectified,
    "returned": _returned,
    "reopened": _reopened,
    "refused": _refused,
    "extension_requested": lambda state, entry: replace(state, pending_extension=dict(entry.body)),
    "extension_withdrawn": _without_request,
    "extended": _extended,
    "extension_denied": _without_request,
    "supervised": _supervised,
}
