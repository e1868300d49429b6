"""What was asked of each village in a week, across all campaigns, and what of it was done: counted by the database, one
row for all duties that are alike, and multiplied by what one of them asks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.burden import UNSAID, Ask, Meter, RuleBurden, week_of
from taizhang.core.calendar import CHINA, end_of_day, start_of_day
from taizhang.core.roles import Role
from taizhang.duties.models import ORDERED, Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.tallies.queries import flows_of

DONE = ("met", "met_late")


@dataclass
class VillageWeek:
    """A village in a week: asked by the plans, done, ordered besides, and checks really made; minutes of each role."""

    org: Org
    asked: Ask = field(default_factory=Ask)
    done: Ask = field(default_factory=Ask)
    ordered: int = 0
    checks: int = 0
    minutes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def roles(self) -> list[tuple[str, int]]:
        most_first = sorted(self.minutes.items(), key=lambda one: (-one[1], one[0]))
        return [(Role(role).label, round(minutes)) for role, minutes in most_first]


@dataclass
class Week:
    """`rules` are those of the chosen campaign."""

    villages: list[VillageWeek]
    rules: list[RuleBurden]


def week_at(actor: Actor, campaigns: Sequence[Campaign], chosen: Campaign, monday: date) -> Week:
    """The week that begins on a Monday, as far as the post covers it."""
    first, last = start_of_day(monday), end_of_day(monday + timedelta(days=6))
    week = week_of(monday)
    duties = duties_for(actor).filter(campaign__in=[row.pk for row in campaigns]).exclude(role=Role.OWNER)
    open_rows = _alike(
        duties.filter(opens_at__lte=last, due_at__gte=first).exclude(state="excused"), "role", "opens_at", "due_at"
    )
    done_rows = _alike(duties.filter(state__in=DONE, met_at__gte=first, met_at__lte=last))
    carried, villages = _villages(row["bearer"] for row in [*open_rows, *done_rows])
    meters = {row.pk: Meter(plan_of(row), carried) for row in campaigns}
    for row in open_rows:
        if row["rule"] == ORDERED:
            _order(villages, carried, row)
        else:
            days = tuple(row[name].astimezone(CHINA).date() for name in ("opens_at", "due_at"))
            meters[row["campaign"]].take(
                row["rule"], row["kind"], (row["bearer"], row["role"]), days[0], days[1], times=row["count"]
            )
    for meter in meters.values():
        _take_asked(villages, meter, week)
    for row in done_rows:
        village = villages.get(carried.get(row["bearer"], 0))
        if village is not None:
            village.done += _of_done(meters[row["campaign"]], row)
    _take_checks(villages, campaigns, first, last)
    return Week(sorted(villages.values(), key=lambda one: one.org.path), meters[chosen.pk].only(week).by_rule())


def _alike(duties: QuerySet[Duty], *names: str) -> list[dict[str, Any]]:
    kind = Subquery(Subject.objects.filter(pk=OuterRef("subject")).values("kind")[:1])
    return list(duties.order_by().values("campaign", "rule", "bearer", *names, kind=kind).annotate(count=Count("pk")))


def _villages(bearers: Iterable[int]) -> tuple[dict[int, int], dict[int, VillageWeek]]:
    """({org: village that carries what it owes}, the villages)."""
    paths = dict(Org.objects.filter(number__in=set(bearers)).values_list("number", "path"))
    above = {int(part) for path in paths.values() for part in path.strip("/").split("/")}
    rows = Org.objects.filter(number__in=above, kind=Org.AREA, level="village")
    villages = {row.number: VillageWeek(row) for row in rows}
    carried = {}
    for org, path in paths.items():
        for part in path.strip("/").split("/"):
            if int(part) in villages:
                carried[org] = int(part)
    return carried, villages


def _order(villages: Mapping[int, VillageWeek], carried: Mapping[int, int], row: Mapping[str, Any]) -> None:
    """What was ordered in a meeting stands in no plan."""
    village = villages.get(carried.get(row["bearer"], 0))
    if village is not None:
        village.ordered += row["count"]


def _take_asked(villages: Mapping[int, VillageWeek], meter: Meter, week: str) -> None:
    for (place, role, name, _), ask in meter.cells.items():
        if name == week:
            villages[place].asked += ask
            villages[place].minutes[role] += ask.minutes


def _of_done(meter: Meter, row: Mapping[str, Any]) -> Ask:
    one = Ask(minutes=UNSAID) if row["rule"] not in meter.rules else meter.ask(row["rule"], row["kind"])
    return one * int(row["count"])


def _take_checks(
    villages: Mapping[int, VillageWeek], campaigns: Sequence[Campaign], first: datetime, last: datetime
) -> None:
    days = {(first + timedelta(days=number)).astimezone(CHINA).date().isoformat() for number in range(7)}
    for campaign in campaigns:
        for org, counted in flows_of(campaign.pk, villages, "inspections.done").items():
            villages[org].checks += sum(count for day, count in counted.items() if day in days)
