"""A rehearsal: a plan lived through from its first day, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.calendar import CHINA, end_of_day
from taizhang.core.ids import derived, repeatable_ids
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.foresight.ground import Ground
from taizhang.inspections.models import Inspection
from taizhang.journal.models import AsideEntry, StoredEntry
from taizhang.tallies.queries import figures

from .camera import Camera
from .course import Course
from .days import live
from .invariants import Witness, all_held
from .outcome import Day, Outcome
from .scratch import scratch_database
from .town import build
from .workload import weighed

AFTERWARDS = 3
"""Days lived on after the last one, in which what is late arrives."""

Told = Callable[[date, int, int], None]


def rehearse(
    plan: Plan,
    *,
    pack: str,
    ground: Ground,
    seed: int,
    days: int | None = None,
    told: Told = lambda *_: None,
) -> Outcome:
    """Live through the plan, or its first `days`, in a database that vanishes afterwards.

    `told` hears of each day: the day, its number, how many there are. Raises Refused("plan-not-ready") for a plan
    without dates, and django.db.Error where no database can be made.
    """
    if plan.start is None or plan.end is None:
        raise Refused("plan-not-ready", "方案没有写明起止日期，无法推演")
    whole = (plan.end - plan.start).days + 1 + AFTERWARDS
    count = min(days or whole, whole)
    with scratch_database(), repeatable_ids(f"{pack} {seed}"):
        course = _begin(plan, ground, f"{pack} {seed}")
        witness = Witness(course)
        found = []
        for number in range(count):
            day = plan.start + timedelta(days=number)
            with transaction.atomic():
                live(course, day, end_of_day(day))
                Course.look_at_clock(end_of_day(day))
                witness.look(end_of_day(day))
            found.append(_day(course, day))
            told(day, number + 1, count)
        last = plan.start + timedelta(days=count - 1)
        return _outcome(course, witness, found, last, pack=pack, villages=len(ground.villages), seed=seed)


def _begin(plan: Plan, ground: Ground, seed: str) -> Course:
    assert plan.start is not None
    morning = datetime.combine(plan.start, time(8, 30), CHINA)
    with transaction.atomic():
        town = build(plan, ground, seed, at=morning - timedelta(days=9))
        about = derived("rehearsal", seed)
        start(by=town.office.actor, at=morning, plan=plan, root=town.root, units=town.units, about=about)
    return Course(Campaign.objects.get(pk=about), town, Camera(marks=False), seed)


def _day(course: Course, day: date) -> Day:
    """The figures of the whole tree at the end of the day."""
    root = course.town.root.number
    here = figures(course.campaign.pk, [root]).get(root, {})
    within = {"happened_at__gte": datetime.combine(day, time.min, CHINA), "happened_at__lte": end_of_day(day)}
    received = {name.replace("happened", "received"): moment for name, moment in within.items()}
    arrived = StoredEntry.objects.filter(**received)
    phase = course.plan.phase_on(day)
    return Day(
        date=day.isoformat(),
        phase=phase.name if phase else "",
        entries=arrived.count(),
        inspections=Inspection.objects.filter(**within).count(),
        filed=StoredEntry.objects.filter(kind="case.filed", **within).count(),
        struck=StoredEntry.objects.filter(kind="case.struck", **within).count(),
        open=here.get("cases.open", 0),
        overdue=here.get("cases.overdue", 0),
        duties_owed=here.get("duties.owed", 0),
        duties_met=here.get("duties.met", 0),
        duties_lapsed=here.get("duties.lapsed", 0),
        reports_on_time=here.get("reports.on_time", 0) + here.get("reports.nil", 0) + here.get("reports.corrected", 0),
        reports_late=here.get("reports.late", 0),
        reports_missing=here.get("reports.missing", 0) + here.get("reports.returned", 0),
        arrived_late=arrived.filter(received_at__gt=F("happened_at") + timedelta(hours=1)).count(),
    )


def _outcome(
    course: Course, witness: Witness, days: list[Day], last: date, *, pack: str, villages: int, seed: int
) -> Outcome:
    found = weighed(course, last)
    fates = sum((phone.fates for phone in course.phones), Counter())
    again = sum((phone.again for phone in course.phones), Counter())
    totals = {
        "days": len(days),
        "entries": StoredEntry.objects.count(),
        "inspections": Inspection.objects.count(),
        "cases_filed": sum(day.filed for day in days),
        "set_aside": AsideEntry.objects.filter(settled_at=None).count(),
        "reports_frozen": len(witness.frozen),
    }
    return Outcome(
        pack=pack,
        title=course.plan.title,
        villages=villages,
        seed=seed,
        starts_on=days[0].date,
        ends_on=days[-1].date,
        people=dict(Counter(one.role.label for one in course.town.residents)),
        habits=dict(Counter(one.habit.label for one in course.town.residents)),
        subjects=_by_kind(course),
        totals=totals,
        sync={"sent": sum(fates.values()), **_named(fates), "sent_again": sum(again.values())},
        refused=dict(sorted(course.refused.items())),
        days=tuple(replace(day, rules=tuple(found.of_day(day.date))) for day in days),
        loads=tuple(found.loads),
        posts=tuple(found.posts),
        villages_asked=tuple(found.villages_asked),
        rules_asked=tuple(found.rules_asked),
        rules=tuple(found.rules),
        breaks=tuple(found.breaks),
        invariants=tuple(all_held(course, witness, end_of_day(last))),
    )


def _named(fates: Counter[str]) -> dict[str, int]:
    return {name: fates[name] for name in ("appended", "known", "aside", "refused", "later")}


def _by_kind(course: Course) -> dict[str, int]:
    names = {kind.id: kind.name for kind in course.plan.subject_kinds}
    return dict(Counter(names.get(row.kind, row.kind) for row in course.town.subjects.values()))
