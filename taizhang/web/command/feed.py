"""The latest that was done in a place, a sentence each, out of the journal.

A wall is read by whoever comes by: a sentence names the place, the category and the step, never a person, a household
or the words that somebody typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.entry import CLOCK
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
from taizhang.web.journal_lines import label_of, sentence_of

TOLD = ("case", "inspection")
WHOLE = frozenset({"case.assigned", "inspection.recorded"})
"""Kinds whose sentence is made by the system alone."""
BACK = 20_000
"""Entries of the campaign among which the latest of a place are sought: a place where nothing happens costs no more."""


@dataclass(frozen=True, slots=True)
class Line:
    at: datetime
    place: str
    what: str
    said: str
    url: str


def feed_of(actor: Actor, campaign: Campaign, plan: Plan, org: Org, most: int) -> list[Line]:
    """Newest first; two queries."""
    rows = list(_latest(campaign, org)[: 2 * most])
    wanted = [row.about for row in rows if row.thing == "case"]
    known = {case.pk: case for case in cases_for(actor, Filter(ids=wanted))} if wanted else {}
    return [line for row in rows for line in _lines(actor, plan, row, known)][:most]


def _latest(campaign: Campaign, org: Org) -> QuerySet[StoredEntry]:
    own = StoredEntry.objects.filter(campaign=campaign.pk)
    newest = own.order_by("-position").values("position")[:1]
    rows = own.filter(position__gt=Subquery(newest) - BACK, thing__in=TOLD).exclude(actor=CLOCK)
    if org.number != campaign.root:
        rows = rows.filter(org__in=Org.objects.filter(path__under=org.path).values("number"))
    name = Org.objects.filter(number=OuterRef("org")).values("name")[:1]
    return rows.annotate(place=Subquery(name)).order_by("-position")


def _lines(actor: Actor, plan: Plan, row: StoredEntry, known: Mapping[UUID, Case]) -> Iterator[Line]:
    place = getattr(row, "place", "") or ""
    if row.thing == "case":
        if case := known.get(row.about):
            category = plan.category(case.category)
            what = f"{category.name if category else '问题'} {case.number}"
            yield Line(row.received_at, place, what, _said(row), reverse("ledger:detail", args=[case.pk]))
    elif actor.role is not Role.BUREAU or row.body.get("line_org") == actor.org:
        checklist = plan.checklist(row.body.get("checklist", ""))
        what = checklist.title if checklist else "检查"
        yield Line(row.received_at, place, what, _said(row), reverse("inspections:detail", args=[row.about]))


def _said(row: StoredEntry) -> str:
    return sentence_of(row.kind, row.body) if row.kind in WHOLE else label_of(row.kind)
