"""What everybody may know of how the campaigns stand in a village: numbers, and steps without whom they are about.

No person, household, shop or address, and no photo: who lives there knows whom a picture shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.core.cases.steps import State
from taizhang.core.plan import Phase, Plan
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.tallies.queries import stocks_at
from taizhang.tips.queries import PUBLIC_WORDS, public_campaigns

LEVELS = ("village", "township")
"""Of which there are public pages: a grid has so few households that a number would point at one."""
MOST_CAMPAIGNS = 10
LATEST = 8
FOUND = 30
UNSAID = (State.REPORTED, State.DISMISSED)
"""What nobody has looked into, or what was none, is not told in public."""


@dataclass(frozen=True, slots=True)
class Share:
    label: str
    done: int
    whole: int

    @property
    def percent(self) -> int:
        return self.done * 100 // self.whole if self.whole else 0


@dataclass(frozen=True, slots=True)
class Told:
    """One campaign as everybody may see it."""

    campaign: Campaign
    phase: Phase | None
    found: int
    open: int
    struck: int
    shares: Sequence[Share]
    categories: Sequence[tuple[str, int, int]]
    steps: Sequence[tuple[datetime, str, str]]


def village_of(number: int) -> Org:
    """Raises Refused("not-public") also where there is none: which numbers are orgs is nobody's business."""
    row = Org.objects.filter(number=number, kind=Org.AREA, level__in=LEVELS, closed=False).first()
    if row is None:
        raise Refused("not-public")
    return row


def told_of(village: Org, *, today: date) -> list[Told]:
    """In three queries. Raises Refused("not-public") where no campaign there is open to residents."""
    campaigns = list(public_campaigns().filter(root__in=parents(village.path))[:MOST_CAMPAIGNS])
    if not campaigns:
        raise Refused("not-public")
    counted = stocks_at([row.pk for row in campaigns], village.number)
    rows = Case.objects.filter(campaign__in=[row.pk for row in campaigns], path__under=village.path)
    latest = list(rows.exclude(state__in=UNSAID).order_by("-entered_at", "pk")[: LATEST * len(campaigns)])
    return [
        _told(row, plan_of(row), counted.get(row.pk, {}), [one for one in latest if one.campaign == row.pk], today)
        for row in campaigns
    ]


def _told(campaign: Campaign, plan: Plan, here: Mapping[str, int], latest: Sequence[Case], today: date) -> Told:
    shares = [
        Share("排查", here.get("duties.met/verb:inspect", 0), here.get("duties.owed/verb:inspect", 0)),
        Share("入户送达告知", here.get("duties.met/verb:acknowledge", 0), here.get("duties.owed/verb:acknowledge", 0)),
        Share("宣传、培训、演练", here.get("duties.met/verb:hold", 0), here.get("duties.owed/verb:hold", 0)),
    ]
    names = {category.id: category.name for category in plan.categories}
    by_category = [
        (name, here.get(f"cases.filed/category:{id_}", 0), here.get(f"cases.struck/category:{id_}", 0))
        for id_, name in names.items()
    ]
    return Told(
        campaign=campaign,
        phase=plan.phase_on(today),
        found=here.get("cases.filed", 0),
        open=here.get("cases.open", 0),
        struck=here.get("cases.struck", 0),
        shares=[share for share in shares if share.whole],
        categories=[row for row in by_category if row[1]],
        steps=[
            (row.entered_at, names.get(row.category, "问题"), PUBLIC_WORDS[State(row.state)]) for row in latest[:LATEST]
        ],
    )


def villages_named(text: str) -> list[Org]:
    """Villages and townships where something is open to residents and whose name holds the words."""
    words = text.strip()
    roots = set(public_campaigns().values_list("root", flat=True))
    if not words or not roots:
        return []
    rows = Org.objects.filter(name__icontains=words, kind=Org.AREA, level__in=LEVELS, closed=False).order_by("path")
    return [row for row in rows[: 10 * FOUND] if roots.intersection(parents(row.path))][:FOUND]


def villages_of(actor: Actor, campaign: Campaign) -> list[Org]:
    """Those of the campaign that the post covers, for their posters."""
    rows = Org.objects.filter(path__under=campaign.path, kind=Org.AREA, level="village", closed=False)
    return list(rows.filter(path__under=actor.reach).order_by("path")[:1000])
