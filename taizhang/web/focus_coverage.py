"""Coverage of what a plan weights: its key times, key areas and key persons, at a place and all below it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice

from django.db.models import Exists, OuterRef, QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan import Plan, key_times_at, matches
from taizhang.core.plan.rules import DutyRule
from taizhang.core.plan.scope import KeyArea, KeyPerson, KeyTime
from taizhang.duties.queries import duties_for
from taizhang.inspections.models import Inspection
from taizhang.inspections.queries import inspections_for
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import Filter, subjects_for

MOST = 200
"""How many of the missing are listed by name at once."""


@dataclass(frozen=True, slots=True)
class TimeShare:
    """How many of all visits fell into a key time."""

    key: KeyTime
    visits: int
    of: int


@dataclass(frozen=True, slots=True)
class Demand:
    """A rule that wants a share of its visits in key times, and how many of those that met it fell into them."""

    rule: DutyRule
    times: str
    within: int
    done: int
    percent_wanted: int

    @property
    def percent(self) -> int:
        return self.within * 100 // self.done if self.done else 0

    @property
    def reached(self) -> bool:
        return self.percent >= self.percent_wanted


@dataclass(frozen=True, slots=True)
class Covered:
    """Of the subjects that an area or a kind of person concerns, those where officials were and looked.

    `failed`: at how many visits an item about these persons failed.
    """

    key: KeyArea | KeyPerson
    met: int
    owed: int
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Focus:
    times: list[TimeShare]
    demands: list[Demand]
    areas: list[Covered]
    persons: list[Covered]


def focus_of(actor: Actor, campaign: Campaign, plan: Plan, place: Org) -> Focus:
    visits = _visits(actor, campaign, place)
    return Focus(
        _times(plan, visits),
        [_demand(actor, campaign, plan, place, rule) for rule in plan.duties if rule.within],
        [_area(actor, area, place, visits) for area in plan.key_areas],
        [_person(actor, plan, person, place, visits) for person in plan.key_persons if person.items],
    )


def missing_of(actor: Actor, campaign: Campaign, plan: Plan, place: Org, name: str) -> tuple[str, list[Subject]]:
    """The key area or kind of person of that id, and by name whom it concerns and nobody has looked at."""
    visits = _visits(actor, campaign, place)
    for area in plan.key_areas:
        if area.id == name:
            rows = _candidates(actor, area, place).exclude(_seen(visits)).order_by("path", "pk")
            fitting = (row for row in rows.iterator() if matches(area.where, row.fields))
            return area.name, list(islice(fitting, MOST))
    for person in plan.key_persons:
        if person.id == name:
            rows = _concerned(actor, plan, person, place).exclude(_seen(_looked(visits, person)))
            return person.name, list(rows.order_by("path", "pk")[:MOST])
    return "", []


def _visits(actor: Actor, campaign: Campaign, place: Org) -> QuerySet[Inspection]:
    """What officials inspected; a self-inspection covers nothing here."""
    return inspections_for(actor).filter(campaign=campaign.pk, path__under=place.path, self_made=False)


def _seen(visits: QuerySet[Inspection]) -> Exists:
    """That a subject is among those visited."""
    return Exists(visits.filter(subject=OuterRef("pk")))


def _times(plan: Plan, visits: QuerySet[Inspection]) -> list[TimeShare]:
    if not plan.key_times:
        return []
    found: Counter[str] = Counter()
    total = 0
    for moment in visits.values_list("happened_at", flat=True).iterator():
        total += 1
        found.update(key_times_at(plan, moment))
    return [TimeShare(key, found[key.id], total) for key in plan.key_times]


def _demand(actor: Actor, campaign: Campaign, plan: Plan, place: Org, rule: DutyRule) -> Demand:
    assert rule.within is not None
    wanted = set(rule.within.key_times)
    met = duties_for(actor).filter(campaign=campaign.pk, rule=rule.id, path__under=place.path, met_at__isnull=False)
    moments = list(met.values_list("met_at", flat=True))
    within = sum(not wanted.isdisjoint(key_times_at(plan, moment)) for moment in moments if moment)
    names = "、".join(key.name for key in plan.key_times if key.id in wanted)
    return Demand(rule, names, within, len(moments), round(rule.within.share * 100))


def _candidates(actor: Actor, area: KeyArea, place: Org) -> QuerySet[Subject]:
    """Subjects that may lie in an area: plain values are compared by the database, bounds are left to `matches`."""
    rows = subjects_for(actor, Filter(path=place.path))
    if area.kind != "all":
        rows = rows.filter(kind__in=[area.kind] if isinstance(area.kind, str) else area.kind)
    return rows.filter(**{f"fields__{name}": said for name, said in area.where.items() if isinstance(said, bool | str)})


def _area(actor: Actor, area: KeyArea, place: Org, visits: QuerySet[Inspection]) -> Covered:
    rows = _candidates(actor, area, place)
    return Covered(area, _fitting(area, rows.filter(_seen(visits))), _fitting(area, rows))


def _fitting(area: KeyArea, rows: QuerySet[Subject]) -> int:
    return sum(matches(area.where, fields) for fields in rows.values_list("fields", flat=True).iterator())


def _concerned(actor: Actor, plan: Plan, person: KeyPerson, place: Org) -> QuerySet[Subject]:
    """Subjects whose checklist asks about these persons."""
    kinds = []
    for kind in plan.subject_kinds:
        checklist = plan.checklist(kind.checklist) if kind.checklist else None
        if checklist and any(item.name in person.items for item in checklist.items):
            kinds.append(kind.id)
    return subjects_for(actor, Filter(path=place.path)).filter(kind__in=kinds)


def _looked(visits: QuerySet[Inspection], person: KeyPerson) -> QuerySet[Inspection]:
    return visits.filter(answers__has_any_keys=list(person.items))


def _person(actor: Actor, plan: Plan, person: KeyPerson, place: Org, visits: QuerySet[Inspection]) -> Covered:
    concerned = _concerned(actor, plan, person, place)
    looked = _looked(visits, person)
    met = concerned.filter(_seen(looked)).count()
    faults = looked.filter(passed=False).values_list("failures", flat=True).iterator()
    failed = sum(any(fault["item"] in person.items for fault in one) for one in faults)
    return Covered(person, met, concerned.count(), failed)
