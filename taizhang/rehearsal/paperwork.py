"""Reports: confirmed in time, late or not at all, as the person is; corrected with a reason, returned from above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from taizhang.access.actor import Actor
from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.reports.models import Report
from taizhang.reports.operations import confirm, give_back
from taizhang.reports.queries import lower_reports, waiting_for

from .course import Course
from .town import Resident

NEAR = timedelta(minutes=50)
"""How long before a cut-off people begin to think of it."""

BEFORE, AFTER = timedelta(minutes=25), timedelta(minutes=40)


def sittings(course: Course, who: Resident, day: date) -> Iterator[datetime]:
    """When the person sits down to the reports of the day: before each cut-off, after it, or not this time."""
    traits = course.traits(who)
    for turn, cut_off in enumerate(course.cut_offs(who, day)):
        number = day.toordinal() + turn
        if traits.skips_every and number % traits.skips_every == 0:
            continue
        late = traits.late_every and number % traits.late_every == 0
        yield cut_off + (AFTER if late else -BEFORE)


def hand_in(course: Course, who: Resident, at: datetime) -> None:
    """Confirm what is near its cut-off, was just missed, or came back."""
    for actor in who.actors:
        for row in waiting_for(actor, course.campaign, now=at)[:20]:
            near = at - timedelta(hours=18) <= row.cut_off <= at + NEAR
            if near or row.state == "returned":
                course.spend(who, at, _minutes(course, row))  # however full the day: the cut-off does not wait
                _return_some(course, actor, row, at)
                _confirm(course, actor, row, at)


def _minutes(course: Course, row: Report) -> int:
    rule = course.plan.report(row.definition)
    return (rule.minutes if rule else None) or 3


def _return_some(course: Course, actor: Actor, row: Report, at: datetime) -> None:
    """Before the own report is handed in, those from below are looked through."""
    for lower in lower_reports(row) if row.stop else ():
        if lower.confirmed and lower.frozen_at is None and course.chance("return", lower.pk).random() < 0.05:
            give_back(by=actor, at=at, report=lower.pk, reason="与台账核对有出入，请核实后重新确认")


def _confirm(course: Course, actor: Actor, row: Report, at: datetime) -> None:
    chance = course.chance("report", row.pk, row.state)
    quiet = not course.plan.calendar.is_workday(at.astimezone(CHINA).date())
    if quiet and row.frozen_at is None and row.state == "open":
        try:
            confirm(by=actor, at=at, report=row.pk, nil=True)
        except Refused as refused:
            if refused.refusal.code != "not-nil":
                raise
        else:
            return
    flows = [name for name in row.figures if course.plan.measure_then(name).kind == "flow"]
    corrections = {}
    if row.frozen_at is not None and flows and chance.random() < 0.1:
        name = chance.choice(flows)
        corrections[name] = (row.reported(name) + 1, "截止前有一户电话报来，当日未及录入")
    confirm(by=actor, at=at, report=row.pk, corrections=corrections)
