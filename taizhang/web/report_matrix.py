"""The matrix of a report definition: places down, periods across, in each cell how the report stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet, Subquery

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan.rules import ReportRule
from taizhang.orgs.models import Org
from taizhang.reports.models import Report
from taizhang.reports.queries import reports_for

PERIODS = 7
PLACES = 100
"""Columns and rows of a page."""

PUNCTUALITY = 60
"""Periods over which it is counted how often a place handed in by the cut-off."""

_HEAVY = ("figures", "totals", "confirmed_figures", "below", "head", "note")


@dataclass(frozen=True, slots=True)
class Period:
    """A column: its label and the state of all reports of the newest stop, counted."""

    key: str
    title: str
    to: datetime


@dataclass(slots=True)
class Row:
    """A place with a cell for each period, None where it owes nothing; `punctual` of its last `of` came in time."""

    name: str
    stop: int
    cells: list[Report | None]
    punctual: int = 0
    of: int = 0


@dataclass(slots=True)
class Matrix:
    """One page of the matrix. `counts` {state: number} is of the newest period; keys are for the neighbouring pages."""

    periods: Sequence[Period]
    rows: list[Row]
    counts: Counter[str] = field(default_factory=Counter)
    earlier: str = ""
    following: str = ""


def matrix_of(
    actor: Actor,
    campaign: Campaign,
    rule: ReportRule,
    *,
    now: datetime,
    before: str = "",
    state: str = "",
    after: str = "",
) -> Matrix:
    """`before` is the moment from which to go back, `state` keeps the places whose newest report has it, `after` is the
    number of places already shown. Six queries; what they read grows with the page and the places of one period."""
    begun = reports_for(actor).filter(
        campaign=campaign.pk, definition=rule.id, stop__in=range(len(rule.chain)), opens_at__lte=now
    )
    try:
        begun = begun.filter(counted_to__lt=datetime.fromisoformat(before)) if before else begun
    except ValueError:
        return matrix_of(actor, campaign, rule, now=now, state=state, after=after)
    known = _periods(begun)
    if not known:
        return Matrix([], [])
    periods, earlier = known[:PERIODS], known[PERIODS - 1].to.isoformat() if len(known) > PERIODS else ""
    newest = begun.filter(counted_to=periods[0].to, period=periods[0].key)
    counts = Counter(dict(newest.order_by().values_list("state").annotate(Count("pk"))))
    # The upper stops of a chain open later: their places stand in the period before.
    listed = newest.filter(state=state) if state else begun.filter(counted_to__in=[one.to for one in periods[:2]])
    start = int(after) if after.isdecimal() else 0
    places = list(listed.values_list("stop", "org", "path").distinct().order_by("-stop", "path")[start:][: PLACES + 1])
    shown, orgs = places[:PLACES], [org for _, org, _ in places[:PLACES]]
    cells: dict[tuple[int, int], dict[str, Report]] = {}
    for row in begun.filter(org__in=orgs, counted_to__in=[one.to for one in periods]).defer(*_HEAVY):
        cells.setdefault((row.stop, row.org), {})[row.period] = row
    names = dict(Org.objects.filter(number__in=orgs).values_list("number", "name"))
    punctual = _punctual(begun.filter(counted_to__gte=known[-1].to), orgs, now)
    rows = [
        Row(
            names.get(org, ""),
            stop,
            [cells.get((stop, org), {}).get(one.key) for one in periods],
            *punctual.get((stop, org), (0, 0)),
        )
        for stop, org, _ in shown
    ]
    return Matrix(periods, rows, counts, earlier, str(start + PLACES) if len(places) > PLACES else "")


def _punctual(begun: QuerySet[Report], orgs: Sequence[int], now: datetime) -> dict[tuple[int, int], tuple[int, int]]:
    """{(stop, org): (confirmed by the cut-off, of how many)} of the reports that are over."""
    over = begun.filter(org__in=orgs, cut_off__lte=now).order_by()
    counted = over.values("stop", "org").annotate(
        good=Count("pk", filter=Q(confirmed_at__lte=F("cut_off"))), all=Count("pk")
    )
    return {(row["stop"], row["org"]): (row["good"], row["all"]) for row in counted}


def _periods(begun: QuerySet[Report]) -> list[Period]:
    """Newest first, as many as punctuality is counted over: read off one place, all have the same."""
    newest = begun.order_by("-counted_to", "-stop")
    of_one = begun.filter(org=Subquery(newest.values("org")[:1]), stop=Subquery(newest.values("stop")[:1]))
    found = of_one.order_by("-counted_to", "period").values_list("period", "counted_to", "title")[:PUNCTUALITY]
    return [Period(key, period_title(title, key), to) for key, to, title in found]


def period_title(title: str, period: str) -> str:
    """ "日报（5月13日）" → "5月13日"."""
    _, mark, rest = title.rpartition("（")
    return rest.rstrip("）") if mark else period
