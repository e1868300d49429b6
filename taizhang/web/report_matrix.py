"""The matrix of a report definition: places down, periods across, in each cell how the report stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan.rules import ReportRule
from taizhang.orgs.models import Org
from taizhang.reports.models import Report
from taizhang.reports.queries import reports_for

PERIODS = 8
PLACES = 100
"""Columns and rows of a page."""

_HEAVY = ("figures", "totals", "confirmed_figures", "below", "head", "note")


@dataclass(frozen=True, slots=True)
class Period:
    """A column: its label and the state of all reports of the newest stop, counted."""

    key: str
    title: str
    to: datetime


@dataclass(slots=True)
class Row:
    """A place with a cell for each period, None where it owes nothing."""

    name: str
    stop: int
    cells: list[Report | None]


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
    """`before` is the key of the period from which to go back, `state` keeps the places whose newest report has it,
    `after` is the number of places already shown. Four queries."""
    begun = reports_for(actor).filter(campaign=campaign.pk, definition=rule.id, opens_at__lte=now)
    periods, earlier = _periods(begun, before)
    reports = begun.filter(period__in=[one.key for one in periods]).defer(*_HEAVY).order_by("-stop", "path")
    by_place: dict[tuple[int, int], dict[str, Report]] = {}
    for row in reports:
        by_place.setdefault((row.stop, row.org), {})[row.period] = row
    newest = periods[0].key if periods else ""
    counts = Counter(cells[newest].state for cells in by_place.values() if newest in cells)
    places = [(place, cells) for place, cells in by_place.items() if not state or _state(cells.get(newest)) == state]
    start = int(after) if after.isdecimal() else 0
    shown = places[start : start + PLACES]
    names = dict(Org.objects.filter(number__in=[org for (_, org), _ in shown]).values_list("number", "name"))
    rows = [Row(names.get(org, ""), stop, [cells.get(one.key) for one in periods]) for (stop, org), cells in shown]
    following = str(start + PLACES) if len(places) > start + PLACES else ""
    return Matrix(periods, rows, counts, earlier, following)


def _state(report: Report | None) -> str:
    return report.state if report else ""


def _periods(begun: QuerySet[Report], before: str) -> tuple[list[Period], str]:
    """Newest first; and the key of the page with earlier ones."""
    try:
        edge = datetime.fromisoformat(before) if before else None
    except ValueError:
        edge = None
    if edge is not None:
        begun = begun.filter(counted_to__lt=edge)
    found = begun.order_by("-counted_to", "period").values_list("period", "counted_to", "title").distinct()
    by_key: dict[str, Period] = {}
    for key, to, title in found[: (PERIODS + 1) * 3]:
        by_key.setdefault(key, Period(key, period_title(title, key), to))
    periods = list(by_key.values())
    earlier = periods[PERIODS - 1].to.isoformat() if len(periods) > PERIODS else ""
    return periods[:PERIODS], earlier


def period_title(title: str, period: str) -> str:
    """ "日报（5月13日）" → "5月13日"."""
    _, mark, rest = title.rpartition("（")
    return rest.rstrip("）") if mark else period
