"""Plans lived through day by day, in a database that vanishes afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
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
from .invariants import Witness
from .life import Life, look_at_clock
from .outcome import Day
from .scratch import scratch_database
from .town import build

AFTERWARDS = 3
"""Days lived on after the last one, in which what is late arrives."""

Told = Callable[[date, int, int], None]


@dataclass
class Lived:
    """What was lived through: the courses by the names of their packs, and the days of each."""

    life: Life
    courses: dict[str, Course]
    witness: Witness
    last: date
    days: dict[str, list[Day]] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, int]:
        return dict(Counter(one.role.label for one in self.life.town.residents))

    @property
    def habits(self) -> dict[str, int]:
        return dict(Counter(one.habit.label for one in self.life.town.residents))

    @property
    def subjects(self) -> dict[str, int]:
        """{name of the kind: how many there are}; of two plans that name a kind the first."""
        kinds = [kind for course in self.courses.values() for kind in course.plan.subject_kinds]
        names = {kind.id: kind.name for kind in reversed(kinds)}
        return dict(Counter(names.get(row.kind, row.kind) for row in self.life.town.subjects.values()))

    @property
    def totals(self) -> dict[str, int]:
        return {
            "days": max(len(days) for days in self.days.values()),
            "entries": StoredEntry.objects.count(),
            "inspections": Inspection.objects.count(),
            "cases_filed": sum(day.filed for days in self.days.values() for day in days),
            "set_aside": AsideEntry.objects.filter(settled_at=None).count(),
            "reports_frozen": len(self.witness.frozen),
        }

    @property
    def sync(self) -> dict[str, int]:
        """What phones sent, what became of it, and how much was sent twice."""
        fates = sum((phone.fates for phone in self.life.phones), Counter())
        again = sum((phone.again for phone in self.life.phones), Counter())
        named = {name: fates[name] for name in ("appended", "known", "aside", "refused", "later")}
        return {"sent": sum(fates.values()), **named, "sent_again": sum(again.values())}


@contextmanager
def lived(
    plans: Mapping[str, Plan], *, ground: Ground, seed: int, days: int | None = None, told: Told = lambda *_: None
) -> Iterator[Lived]:
    """Live through plans that begin on one day, or their first `days`.

    `told` hears of each day: the day, its number, how many there are. Raises Refused("plan-not-ready") for a plan
    without dates, and django.db.Error where no database can be made.
    """
    first, spans = _spans(plans)
    whole = max(spans.values())
    count = min(days or whole, whole)
    name = f"{' '.join(plans)} {seed}"
    with scratch_database(), repeatable_ids(name):
        found = _begin(plans, ground, name, seed, first, first + timedelta(days=count - 1))
        for number in range(count):
            day = first + timedelta(days=number)
            running = {pack: course for pack, course in found.courses.items() if number < spans[pack]}
            with transaction.atomic():
                live(found.life, list(running.values()), day, end_of_day(day))
                look_at_clock(end_of_day(day))
                found.witness.look(end_of_day(day))
            for pack, course in running.items():
                found.days.setdefault(pack, []).append(_day(course, day))
            told(day, number + 1, count)
        yield found


def _spans(plans: Mapping[str, Plan]) -> tuple[date, dict[str, int]]:
    """The first day, and for how many days each plan is lived through."""
    spans, starts = {}, set()
    for pack, plan in plans.items():
        if plan.start is None or plan.end is None:
            raise Refused("plan-not-ready", f"“{plan.title}”没有写明起止日期，无法推演")
        spans[pack] = (plan.end - plan.start).days + 1 + AFTERWARDS
        starts.add(plan.start)
    return min(starts), spans


def _begin(plans: Mapping[str, Plan], ground: Ground, name: str, seed: int, first: date, last: date) -> Lived:
    morning = datetime.combine(first, time(8, 30), CHINA)
    courses: dict[str, Course] = {}
    with transaction.atomic():
        town = build(list(plans.values()), ground, name, at=morning - timedelta(days=9))
        life = Life(town, Camera(marks=False), name)
        for pack, plan in plans.items():
            own = f"{pack} {seed}"
            about = derived("rehearsal", own)
            start(by=town.office.actor, at=morning, plan=plan, root=town.root, units=town.units(plan), about=about)
            courses[pack] = Course(life, Campaign.objects.get(pk=about), own)
    return Lived(life, courses, Witness(list(courses.values())), last)


def _day(course: Course, day: date) -> Day:
    """The figures of the whole tree at the end of the day."""
    root, campaign = course.town.root.number, course.campaign.pk
    here = figures(campaign, [root]).get(root, {})
    within = {"happened_at__gte": datetime.combine(day, time.min, CHINA), "happened_at__lte": end_of_day(day)}
    received = {name.replace("happened", "received"): moment for name, moment in within.items()}
    entries = StoredEntry.objects.filter(campaign=campaign)
    arrived = entries.filter(**received)
    phase = course.plan.phase_on(day)
    return Day(
        date=day.isoformat(),
        phase=phase.name if phase else "",
        entries=arrived.count(),
        inspections=Inspection.objects.filter(campaign=campaign, **within).count(),
        filed=entries.filter(kind="case.filed", **within).count(),
        struck=entries.filter(kind="case.struck", **within).count(),
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
