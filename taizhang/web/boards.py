"""What a dashboard shows, put together from figures alone: its cost does not grow with the number of records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.cases.queries import NO_PHASE
from taizhang.core.plan import DutyRule, Plan, ReportRule, Verb
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org
from taizhang.tallies.queries import figures, series

TREND_DAYS = 21


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that leads to its records."""

    label: str
    value: int
    url: str
    tone: str = "plain"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what a rule asks for is done: `met` of `owed`, `lapsed` of the rest too late."""

    title: str
    met: int
    owed: int
    lapsed: int
    url: str
    met_url: str
    missing_url: str
    lapsed_url: str

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 % means all."""
        return self.met * 100 // self.owed if self.owed else 0


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place below, in the table."""

    org: Org
    url: str
    coverage: Coverage
    open: Figure
    overdue: Figure
    struck: Figure


@dataclass(frozen=True, slots=True)
class Split:
    """Cases by one dimension: a label and its figures."""

    label: str
    filed: Figure
    open: Figure
    overdue: Figure
    struck: Figure


@dataclass(frozen=True, slots=True)
class Board:
    """A whole dashboard of a place, in all lines or in one; `here` holds its figures by measure."""

    org: Org
    line: str
    cards: list[Figure]
    here: Mapping[str, int]
    coverages: list[tuple[str, list[Coverage]]]
    places: list[PlaceLine]
    by_category: list[Split]
    by_phase: list[Split]
    trend: dict[str, list[object]]


def board(campaign: Campaign, plan: Plan, org: Org, children: Sequence[Org], *, line: str, today: date) -> Board:
    """The dashboard of a place with the areas directly below it, in two queries."""
    found = figures(campaign.pk, [org.number, *(child.number for child in children)], line=line)
    link = Links(campaign, org, line)
    here = found.get(org.number, {})
    return Board(
        org=org,
        line=line,
        cards=cards_of(here, link),
        here=here,
        coverages=coverages_of(plan, here, link),
        places=[place_line(child, found.get(child.number, {}), Links(campaign, child, line)) for child in children],
        by_category=_splits(here, link, "category", {item.id: item.name for item in plan.categories}),
        by_phase=_splits(here, link, "phase", {item.id: item.name for item in plan.phases} | {"": "不在任何阶段"}),
        trend=trend_of(series(campaign.pk, org.number, TREND, line=line), today),
    )


class Links:
    """Addresses of the records behind a figure of one place."""

    def __init__(self, campaign: Campaign, org: Org, line: str) -> None:
        self.org = org
        self.base = {"campaign": str(campaign.pk), "org": str(org.number)} | ({"line": line} if line else {})
        self.board = reverse("board:place", args=[campaign.pk, org.number]) + (f"?line={line}" if line else "")

    def cases(self, **more: str) -> str:
        return reverse("ledger:list") + "?" + urlencode({**self.base, **more})

    def duties(self, **more: str) -> str:
        return reverse("duties:list") + "?" + urlencode({**self.base, **more})

    def inspections(self, **more: str) -> str:
        return reverse("inspections:list") + "?" + urlencode({**self.base, **more})


def cards_of(here: Mapping[str, int], link: Links) -> list[Figure]:
    otherwise = here.get("cases.filed", 0) - here.get("cases.open", 0) - here.get("cases.struck", 0)
    cards = [
        Figure("发现问题", here.get("cases.filed", 0), link.cases()),
        Figure("未销号", here.get("cases.open", 0), link.cases(state="open"), "open"),
        Figure("逾期未整改", here.get("cases.overdue", 0), link.cases(overdue="1"), "late"),
        Figure("已销号", here.get("cases.struck", 0), link.cases(state="struck"), "done"),
        Figure("挂牌督办", here.get("cases.supervised", 0), link.cases(supervised="1"), "watch"),
        Figure("逾期任务", here.get("duties.lapsed", 0), link.duties(state="lapsed"), "late"),
    ]
    if relapsed := here.get("cases.relapsed"):
        cards.append(Figure("反复发案", relapsed, link.cases(relapsed="1"), "watch", hint="销号后又出现的同类问题"))
    if otherwise:
        cards.insert(4, Figure("其他办结", otherwise, link.cases(state="otherwise"), hint="取缔、移送等"))
    return cards


def queue_of(actor: Actor, here: Mapping[str, int], link: Links) -> list[Figure]:
    """What waits for a step that the post may take; empty heaps are left out."""
    heaps = [
        (actor.may(Power.ASSIGN), "待立案", "cases.state/reported", {"state": "reported"}),
        (actor.may(Power.ASSIGN), "待派单", "cases.state/filed", {"state": "filed"}),
        (actor.role is Role.OFFICE, "延期待批", "cases.extension_pending", {"extension": "1"}),
        (actor.may(Power.RECHECK), "待复查", "cases.state/rectified", {"state": "rectified"}),
        (actor.may(Power.ACCEPT), "待验收", "cases.state/rechecked", {"state": "rechecked"}),
        (actor.may(Power.STRIKE), "待销号", "cases.state/accepted", {"state": "accepted"}),
        (actor.may(Power.SUPERVISE), "应挂牌督办", "cases.to_supervise", {"supervised": "due"}),
    ]
    found = [
        Figure(label, here[measure], link.cases(**words), "open")
        for may, label, measure, words in heaps
        if may and here.get(measure)
    ]
    if actor.may(Power.DECIDE) and (proposed := here.get("proposals.open")):
        found.append(Figure("待决定处理建议", proposed, reverse("proposals:list") + "?state=open", "open"))
    return found


def _coverage(title: str, here: Mapping[str, int], side: str, link: Links, **narrow: str) -> Coverage:
    return Coverage(
        title,
        here.get(f"duties.met{side}", 0),
        here.get(f"duties.owed{side}", 0),
        here.get(f"duties.lapsed{side}", 0),
        link.duties(**narrow, state="owed"),
        link.duties(**narrow, state="done"),
        link.duties(**narrow, state="missing"),
        link.duties(**narrow, state="lapsed"),
    )


ALL_ALONG = "贯穿始终"


def coverages_of(plan: Plan, here: Mapping[str, int], link: Links) -> list[tuple[str, list[Coverage]]]:
    """By phase, in the order of the plan; rules that no phase bounds come last."""
    groups: dict[str, list[Coverage]] = {name: [] for name in (*(phase.name for phase in plan.phases), ALL_ALONG)}
    names = {phase.id: phase.name for phase in plan.phases}
    rules: list[DutyRule | ReportRule] = [*plan.duties, *plan.reports, *plan.long_term]
    for rule in rules:
        if here.get(f"duties.owed/{rule.id}"):
            phase = names[rule.during[0]] if len(rule.during) == 1 else ALL_ALONG
            groups[phase].append(_coverage(rule.title, here, f"/{rule.id}", link, rule=rule.id))
    return [(name, rows) for name, rows in groups.items() if rows]


PLACE_MEASURES = (
    "cases.filed",
    "cases.open",
    "cases.overdue",
    "cases.struck",
    *(f"duties.{name}/verb:{Verb.INSPECT.value}" for name in ("owed", "met", "lapsed")),
)
"""All that the line of a place is made of."""


def place_line(org: Org, here: Mapping[str, int], link: Links) -> PlaceLine:
    inspect = Verb.INSPECT.value
    return PlaceLine(
        org,
        link.board,
        _coverage("排查覆盖", here, f"/verb:{inspect}", link, verb=inspect),
        Figure("未销号", here.get("cases.open", 0), link.cases(state="open")),
        Figure("逾期", here.get("cases.overdue", 0), link.cases(overdue="1")),
        Figure("已销号", here.get("cases.struck", 0), link.cases(state="struck")),
    )


def _splits(here: Mapping[str, int], link: Links, dimension: str, names: Mapping[str, str]) -> list[Split]:
    def figure(label: str, measure: str, key: str, **more: str) -> Figure:
        return Figure(
            label, here.get(f"{measure}/{dimension}:{key}", 0), link.cases(**{dimension: key or NO_PHASE}, **more)
        )

    return [
        Split(
            name,
            figure("发现", "cases.filed", key),
            figure("未销号", "cases.open", key, state="open"),
            figure("逾期", "cases.overdue", key, overdue="1"),
            figure("已销号", "cases.struck", key, state="struck"),
        )
        for key, name in names.items()
        if here.get(f"cases.filed/{dimension}:{key}")
    ]


TREND = {"cases.filed": "filed", "cases.struck": "struck", "inspections.done": "inspections"}
"""The flows of the last weeks, and what the chart calls them."""


def trend_of(found: Mapping[str, Mapping[str, int]], today: date) -> dict[str, list[object]]:
    days = [(today - timedelta(days=back)).isoformat() for back in range(TREND_DAYS - 1, -1, -1)]
    trend: dict[str, list[object]] = {"days": [f"{int(day[5:7])}月{int(day[8:])}日" for day in days]}
    for measure, key in TREND.items():
        trend[key] = [found.get(measure, {}).get(day, 0) for day in days]
    return trend
