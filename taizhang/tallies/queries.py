"""Reading figures. A dashboard's cost is the number of measures that it shows, whatever the number of records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from .models import Tally
from .operations import NO_CAMPAIGN


def figures(
    campaign: UUID | None, orgs: Iterable[int], *, line: str = "", prefix: str = ""
) -> dict[int, dict[str, int]]:
    """{org: {measure: value}} of the stocks of several places, in one query; zero figures are left out."""
    rows = Tally.objects.filter(campaign=campaign or NO_CAMPAIGN, org__in=list(orgs), line=line, day="").exclude(
        value=0
    )
    if prefix:
        rows = rows.filter(measure__startswith=prefix)
    found: dict[int, dict[str, int]] = {}
    for org, measure, value in rows.values_list("org", "measure", "value"):
        found.setdefault(org, {})[measure] = value
    return found


def stock_at(campaign: UUID, org: int | OuterRef, measure: str) -> Coalesce:
    """One stock in all lines, for the query of another room to ask along."""
    row = Tally.objects.filter(campaign=campaign, org=org, line="", measure=measure, day="")
    return Coalesce(Subquery(row.values("value")), 0)


def stocks_of(places: Mapping[UUID, tuple[int, str]], measures: Iterable[str]) -> dict[UUID, dict[str, int]]:
    """{campaign: {measure: value}} of several campaigns, each at its own place and line, in one query."""
    orgs, lines = {org for org, _ in places.values()}, {line for _, line in places.values()}
    rows = Tally.objects.filter(
        campaign__in=list(places), org__in=orgs, line__in=lines, measure__in=list(measures), day=""
    )
    found: dict[UUID, dict[str, int]] = {campaign: {} for campaign in places}
    for campaign, org, line, measure, value in rows.values_list("campaign", "org", "line", "measure", "value"):
        if places[campaign] == (org, line):
            found[campaign][measure] = value
    return found


def stocks_at(campaigns: Iterable[UUID], org: int) -> dict[UUID, dict[str, int]]:
    """{campaign: {measure: value}} of one place in all lines, in one query."""
    rows = Tally.objects.filter(campaign__in=list(campaigns), org=org, line="", day="").exclude(value=0)
    found: dict[UUID, dict[str, int]] = {}
    for campaign, measure, value in rows.values_list("campaign", "measure", "value"):
        found.setdefault(campaign, {})[measure] = value
    return found


def series(campaign: UUID | None, org: int, measures: Iterable[str], *, line: str = "") -> dict[str, dict[str, int]]:
    """{measure: {day: value}} of flows at one place."""
    rows = Tally.objects.filter(
        campaign=campaign or NO_CAMPAIGN, org=org, line=line, measure__in=list(measures)
    ).exclude(day="")
    found: dict[str, dict[str, int]] = {}
    for measure, day, value in rows.order_by("day").values_list("measure", "day", "value"):
        found.setdefault(measure, {})[day] = value
    return found


def flows_of(campaign: UUID, orgs: Iterable[int], measure: str) -> dict[int, dict[str, int]]:
    """{org: {day: value}} of one flow at several places, in all lines, in one query."""
    rows = Tally.objects.filter(campaign=campaign, org__in=list(orgs), line="", measure=measure).exclude(day="")
    found: dict[int, dict[str, int]] = {}
    for org, day, value in rows.values_list("org", "day", "value"):
        found.setdefault(org, {})[day] = value
    return found


def dashboard(
    campaign: UUID, org: int, below: QuerySet[Any], *, measures: Iterable[str], flows: Iterable[str], line: str = ""
) -> tuple[dict[int, dict[str, int]], dict[str, dict[str, int]]]:
    """What a screen shows, in one query: all stocks of a place, some flows of it, some measures of the places below.

    `below` yields their numbers. ({org: {measure: value}}, {flow: {day: value}})
    """
    rows = Tally.objects.filter(campaign=campaign, line=line)
    here = rows.filter(Q(day="") | Q(measure__in=list(flows)), org=org)
    there = rows.filter(org__in=below, measure__in=list(measures), day="")
    columns = ("org", "measure", "day", "value")
    stocks: dict[int, dict[str, int]] = {}
    days: dict[str, dict[str, int]] = {}
    for number, measure, day, value in here.values_list(*columns).union(there.values_list(*columns)):
        if day:
            days.setdefault(measure, {})[day] = value
        elif value:
            stocks.setdefault(number, {})[measure] = value
    return stocks, days


def totals_of(campaign: UUID, orgs: Iterable[int], measures: Iterable[str]) -> dict[int, dict[str, int]]:
    """{org: {measure: sum over all days}} of flows at several places, in all lines, in one query."""
    rows = Tally.objects.filter(campaign=campaign, org__in=list(orgs), line="", measure__in=list(measures))
    summed = rows.exclude(day="").order_by().values("org", "measure").annotate(total=Sum("value"))
    found: dict[int, dict[str, int]] = {}
    for org, measure, total in summed.values_list("org", "measure", "total"):
        found.setdefault(org, {})[measure] = total
    return found
