"""The whole screen of a place: put together from one reading of the figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan import Plan
from taizhang.duties.milestones import Sheet, burn_down_of
from taizhang.orgs.models import Org
from taizhang.orgs.queries import compared_areas
from taizhang.tallies.queries import dashboard
from taizhang.web.boards import PLACE_MEASURES, TREND, Coverage, Figure, Links, cards_of, coverages_of, trend_of

from .feed import Line, feed_of
from .ladder import Step, ladder_of
from .places import MOST, Grade, RankedPlace, legend, ranked

FEED = 12


@dataclass(frozen=True, slots=True)
class Screen:
    org: Org
    line: str
    today: Sequence[Figure]
    cards: Sequence[Figure]
    coverages: Sequence[Coverage]
    places: Sequence[RankedPlace]
    legend: Sequence[tuple[Grade, int]]
    ladder: Sequence[Step]
    trend: Mapping[str, Any]
    burn: Sheet | None
    feed: Sequence[Line]

    @property
    def days(self) -> list[tuple[object, ...]]:
        """The chart of the last weeks as a table, the latest day first: the day, then pairs of number and address."""
        pairs = [zip(self.trend[key], self.trend["links"][key], strict=True) for key in TREND.values()]
        return list(zip(self.trend["days"], *pairs, strict=True))[::-1]


def screen_of(actor: Actor, campaign: Campaign, plan: Plan, org: Org, *, line: str, today: date) -> Screen:
    """In five queries, or six where a milestone counts the register."""
    below = compared_areas(org)
    stocks, flows = dashboard(
        campaign.pk, org.number, below.values("number"), measures=PLACE_MEASURES, flows=TREND, line=line
    )
    here, link = stocks.get(org.number, {}), Links(campaign, org, line)
    places = ranked(campaign, below.order_by("code")[:MOST], stocks, line)
    return Screen(
        org=org,
        line=line,
        today=_today(flows, link, today),
        cards=cards_of(here, link),
        coverages=_lagging_first(coverages_of(plan, here, link)),
        places=places,
        legend=legend(places),
        ladder=ladder_of(here, link),
        trend=_with_links(trend_of(flows, today), link, today),
        burn=None if line else burn_down_of(campaign, plan, org, here, flows.get("cases.struck", {}), today),
        feed=feed_of(actor, campaign, plan, org, FEED),
    )


def _today(flows: Mapping[str, Mapping[str, int]], link: Links, today: date) -> list[Figure]:
    day = today.isoformat()

    def figure(label: str, measure: str, url: str, tone: str = "plain") -> Figure:
        return Figure(label, flows.get(measure, {}).get(day, 0), url, tone)

    return [
        figure("今日发现", "cases.filed", link.cases(filed_from=day), "open"),
        figure("今日销号", "cases.struck", link.cases(struck_from=day), "done"),
        figure("今日检查", "inspections.done", link.inspections(day=day)),
    ]


def _lagging_first(groups: Sequence[tuple[str, Sequence[Coverage]]]) -> list[Coverage]:
    """What is late stands on top, then what has the most left; what is done comes last."""
    rows = [row for _, held in groups for row in held]
    return sorted(rows, key=lambda row: (row.met >= row.owed, -row.lapsed, row.met - row.owed))


def _with_links(trend: dict[str, list[object]], link: Links, today: date) -> dict[str, Any]:
    """Each point leads to what was found or struck off on its day."""
    count = len(trend["days"])
    days = [date.fromordinal(today.toordinal() - back) for back in range(count - 1, -1, -1)]
    spans = [(day.isoformat(), date.fromordinal(day.toordinal() + 1).isoformat()) for day in days]
    links = {
        "filed": [link.cases(filed_from=begin, filed_to=end) for begin, end in spans],
        "struck": [link.cases(struck_from=begin, struck_to=end) for begin, end in spans],
        "inspections": [link.inspections(day=begin) for begin, _ in spans],
    }
    return {**trend, "links": links}
