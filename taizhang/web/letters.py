"""Letters at a place: how many have signed at each level, and who has not, by name."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan import Plan
from taizhang.core.plan.paper import Document
from taizhang.core.plan.rules import DutyRule
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.orgs.queries import areas_below
from taizhang.tallies.queries import figures
from taizhang.web.boards import Links

UNSIGNED = ("open", "lapsed")


@dataclass(frozen=True, slots=True)
class Signed:
    """Of one place: how many letters are owed there and below, signed, late."""

    org: Org
    missing_url: str
    owed: int
    met: int
    lapsed: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A rule by which a paper is signed: the place itself, then each place below it."""

    rule: DutyRule
    paper: Document
    here: Signed
    below: list[Signed]


def letters_at(campaign: Campaign, plan: Plan, place: Org) -> list[Letter]:
    """From the figures: two queries whatever the number of letters."""
    children = areas_below(place)
    found = figures(campaign.pk, [place.number, *(child.number for child in children)])

    def signed(org: Org, rule: DutyRule) -> Signed:
        here = found.get(org.number, {})
        counts = [here.get(f"duties.{name}/{rule.id}", 0) for name in ("owed", "met", "lapsed")]
        return Signed(org, Links(campaign, org, "").duties(rule=rule.id, state="missing"), *counts)

    made = [
        Letter(rule, paper, signed(place, rule), [line for child in children if (line := signed(child, rule)).owed])
        for rule in [*plan.duties, *plan.long_term]
        if rule.sign and (paper := plan.paper_of(rule))
    ]
    return [letter for letter in made if letter.here.owed]


def unsigned(actor: Actor, campaign: Campaign, place: Org, rule: str) -> QuerySet[Duty]:
    """Who has not signed, by place."""
    rows = duties_for(actor).filter(campaign=campaign.pk, rule=rule, path__under=place.path, state__in=UNSIGNED)
    return rows.order_by("path", "pk")
