"""Days as plans name them ("screening.end-2d", "month-end"), resolved once it is known when the campaign starts."""

from __future__ import annotations

from datetime import date

from ..calendar import Semester, parse_span
from ..calendar.months import month_end
from .model import Plan
from .words import split_day_ref


def resolve_day(ref: str, plan: Plan, starts_on: date, semester: Semester | None = None) -> date | None:
    """The day a reference means; None where it leans on a phase that has no date yet.

    `starts_on` is the day the campaign starts; `semester` the one that "semester.start" means, by default the first
    that begins on or after `starts_on`.
    """
    anchor, offset = split_day_ref(ref)
    day = _anchor(anchor, plan, starts_on, semester)
    return plan.calendar.move(day, parse_span(offset)) if day is not None and offset else day


def _anchor(anchor: str, plan: Plan, starts_on: date, semester: Semester | None) -> date | None:
    if anchor[0].isdigit():
        return date.fromisoformat(anchor)
    if anchor == "start":
        return starts_on
    if anchor == "month-end":
        return month_end(starts_on)
    name, _, edge = anchor.rpartition(".")
    if name == "semester":
        term = semester or _next_semester(plan, starts_on)
        return term.start if edge == "start" else term.end
    phase = plan.phase(name)
    if phase is None:
        return None
    return phase.start if edge == "start" else phase.end


def _next_semester(plan: Plan, day: date) -> Semester:
    current = plan.calendar.semester_of(day)
    return current if current.start >= day else plan.calendar.semester_of(date.fromordinal(current.end.toordinal() + 1))
