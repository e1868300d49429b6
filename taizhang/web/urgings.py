"""What the ladder reminded of, for those whom it concerns: the post's own work first, then that of its area."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.cases.queries import own_cases
from taizhang.cases.queries import urged as urged_cases
from taizhang.core.ladder import rung_words
from taizhang.duties.models import Duty
from taizhang.duties.queries import own_duties
from taizhang.duties.queries import urged as urged_duties
from taizhang.orgs.models import Org

MOST = 100
"""Of each kind, the latest: older ones are in the ledger and the list of duties."""


@dataclass(frozen=True, slots=True)
class Urging:
    """One thing that is late or nearly so, and how far up the ladder it has climbed."""

    title: str
    url: str
    rung: str
    at: datetime
    due_at: datetime | None
    who: str


def own_urgings(actor: Actor, *, at: datetime) -> list[Urging]:
    """Of what the post itself has to do; latest first."""
    cases = own_cases(actor).filter(rung_at__isnull=False)[:MOST]
    duties = own_duties(actor, at=at).exclude(rung="")[:MOST]
    return _urgings(list(cases), list(duties))


def area_urgings(actor: Actor, *, own: Collection[str]) -> list[Urging]:
    """Of everything in scope, but for what the addresses in `own` name; latest first."""
    found = _urgings(list(urged_cases(actor)[:MOST]), list(urged_duties(actor)[:MOST]))
    return [one for one in found if one.url not in own]


def _urgings(cases: Sequence[Case], duties: Sequence[Duty]) -> list[Urging]:
    numbers = {row.handler or row.org for row in cases} | {row.bearer for row in duties}
    names = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    found = [_of_case(row, names) for row in cases] + [_of_duty(row, names) for row in duties]
    return sorted(found, key=lambda one: (one.at, one.url), reverse=True)


def _of_case(row: Case, names: dict[int, str]) -> Urging:
    who = names.get(row.handler or row.org, "")
    url = reverse("ledger:detail", args=[row.pk])
    return Urging(row.title, url, rung_words(row.rung), row.rung_at or row.entered_at, row.due_at, who)


def _of_duty(row: Duty, names: dict[int, str]) -> Urging:
    moments = {name: datetime.fromisoformat(moment) for name, moment in row.rungs}
    url = reverse("duties:detail", args=[row.pk])
    at = moments.get(row.rung, row.due_at)
    return Urging(row.title, url, rung_words(row.rung), at, row.due_at, names.get(row.bearer, ""))
