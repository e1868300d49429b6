"""Method ladders (自拆 → 助拆 → 强拆): which step a case is at, until when, and what it takes to go on to the next.

method.entered   body {step, documents, evidence, note, …}: the first step is begun, or the next one
method.settled   body {note}: it is done by the step that runs
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .calendar import WorkCalendar
from .entry import Entry, SetAside, canonical
from .plan.paper import Method, MethodStep


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where a case stands on its ladder. `until` is the end of the running step's period; None without one."""

    method: Method
    taken: tuple[tuple[str, datetime], ...] = ()
    until: datetime | None = None
    settled_at: datetime | None = None

    @property
    def step(self) -> MethodStep | None:
        """The step that runs, or ran last."""
        return self.method.steps[len(self.taken) - 1] if self.taken else None

    @property
    def following(self) -> MethodStep | None:
        """The next step, if there is one."""
        if self.settled_at or len(self.taken) >= len(self.method.steps):
            return None
        return self.method.steps[len(self.taken)]


def climb(method: Method, entries: Iterable[Entry], calendar: WorkCalendar) -> tuple[Ladder, list[SetAside]]:
    """The ladder after its entries, in canonical order; what cannot apply is set aside with its reason."""
    state = Ladder(method)
    aside: list[SetAside] = []
    for entry in canonical(entries):
        if refusal := refusal_of(state, entry):
            aside.append(SetAside(entry.id, refusal))
        elif entry.kind == "method.settled":
            state = replace(state, settled_at=entry.happened_at)
        else:
            state = _entered(state, entry, calendar)
    return state, aside


def _entered(state: Ladder, entry: Entry, calendar: WorkCalendar) -> Ladder:
    step = state.following
    until = calendar.after(entry.happened_at, step.period) if step and step.period else None
    return replace(state, taken=(*state.taken, (str(entry.body["step"]), entry.happened_at)), until=until)


def refusal_of(state: Ladder, entry: Entry) -> str:
    """Why an entry cannot apply ("" if it can): the order of steps, the period, the documents, the evidence."""
    if state.settled_at is not None:
        return "already-done"
    if entry.kind == "method.settled":
        return "" if state.taken else "not-begun"
    following = state.following
    if following is None or entry.body.get("step") != following.id:
        return "step-out-of-order"
    return _not_yet(state, following, entry)


def _not_yet(state: Ladder, following: MethodStep, entry: Entry) -> str:
    if state.until is not None and entry.happened_at <= state.until:
        return "period-runs"
    if set(following.documents) - set(entry.body.get("documents", ())):
        return "document-not-served"
    if state.step is not None and state.step.evidence and not entry.body.get("evidence"):
        return "evidence-missing"
    return ""
