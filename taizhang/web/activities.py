"""Meetings, training, drills and publicity at a place: what the plan asks for, what was held, how many came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan import Plan
from taizhang.core.plan.rules import DutyRule
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.orgs.queries import areas_below
from taizhang.tallies.queries import figures
from taizhang.web.boards import Links

WHAT = {"meeting": "会议", "training": "培训", "drill": "演练", "publicity": "宣传", "dispatch": "调度"}


@dataclass(frozen=True, slots=True)
class Held:
    """How often a rule was to be met at a place, how often it was, and how many people came in all."""

    rule: DutyRule
    links: Links
    owed: int
    met: int
    lapsed: int
    attended: int

    @property
    def url(self) -> str:
        return self.links.duties(rule=self.rule.id)

    @property
    def missing_url(self) -> str:
        return self.links.duties(rule=self.rule.id, state="missing")

    @property
    def what(self) -> str:
        return WHAT[self.rule.hold.what] if self.rule.hold else ""


@dataclass(frozen=True, slots=True)
class Activities:
    """Of a place, and of each place below it."""

    here: list[Held]
    below: list[tuple[Org, list[Held]]]


def activities_of(campaign: Campaign, plan: Plan, place: Org) -> Activities:
    """From the figures, in two queries."""
    rules = [rule for rule in [*plan.duties, *plan.long_term] if rule.hold]
    children = areas_below(place)
    found = figures(campaign.pk, [place.number, *(child.number for child in children)])
    here = [one for one in _held(rules, found, Links(campaign, place, "")) if one.owed]
    asked = [one.rule for one in here]
    below = [(child, _held(asked, found, Links(campaign, child, ""))) for child in children]
    return Activities(here, [(child, lines) for child, lines in below if any(one.owed for one in lines)])


def _held(rules: list[DutyRule], found: Mapping[int, Mapping[str, int]], links: Links) -> list[Held]:
    figures_here = found.get(links.org.number, {})
    names = ("duties.owed", "duties.met", "duties.lapsed", "activities.attended")
    return [Held(rule, links, *(figures_here.get(f"{name}/{rule.id}", 0) for name in names)) for rule in rules]


def held_at(actor: Actor, campaign: Campaign, place: Org, rule: str = "") -> QuerySet[Duty]:
    """What was held at the place and below."""
    rows = duties_for(actor).filter(campaign=campaign.pk, verb="hold", path__under=place.path, met_at__isnull=False)
    return rows.filter(rule=rule) if rule else rows
