"""A report as people read it: its figures with all that stands beside them, for the page, the Word and the Excel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.core.measures import Measure, plain
from taizhang.orgs.models import Org

from .counting import Standing
from .models import Report
from .queries import figures_now, lower_reports, measures_of
from .ties import LevelTie, ReportTie, level_ties, report_ties


@dataclass(frozen=True, slots=True)
class Line:
    """One measure of the report. `since` is what the same count gives now, where records arrived after the freeze."""

    measure: Measure
    computed: float
    reported: float
    total: float | None
    correction: Mapping[str, Any] | None
    confirmed: float | None
    since: float | None
    tie: LevelTie | None

    @property
    def moved(self) -> bool:
        """Whether records came between the confirmation and the cut-off."""
        return self.confirmed is not None and self.confirmed != self.computed


@dataclass(frozen=True, slots=True)
class Below:
    """A report of the level below, with its figures in the order of the measures."""

    report: Report
    name: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole report. `ties` are those with other reports of the same org."""

    report: Report
    campaign: Campaign
    org: Org
    measures: Sequence[Measure]
    lines: Sequence[Line]
    below: Sequence[Below]
    ties: Sequence[ReportTie]

    @property
    def untied(self) -> list[LevelTie]:
        return [line.tie for line in self.lines if line.tie and not line.tie.tied]

    @property
    def empty(self) -> bool:
        """Whether nothing happened within the window: a nil report is due."""
        return not any(line.reported for line in self.lines if line.measure.kind == "flow")


def sheet_of(report: Report, *, now: datetime, live: bool = True) -> Sheet:
    """Put the report together, in a number of queries that does not depend on the number of orgs below.

    Without `live`, of a frozen report nothing is looked at that came after the freeze but its own later entries: its
    paper stays the same until somebody confirms or corrects it.
    """
    campaign = Campaign.objects.get(pk=report.campaign)
    measures = measures_of(report, campaign)
    as_frozen = report.frozen_at is not None and not live
    lower = _as_handed_in(report) if as_frozen else lower_reports(report) if report.stop else []
    figures_now([report], campaign, measures, now=now)
    figures_now(lower, campaign, measures, now=now)
    ties = level_ties(report, lower, measures)
    since = _since(report, campaign, measures) if live and report.frozen_at else {}
    names = dict(Org.objects.filter(number__in=[row.org for row in lower]).values_list("number", "name"))
    names |= {one["org"]: one["org_name"] for one in report.below} if as_frozen else {}
    return Sheet(
        report=report,
        campaign=campaign,
        org=Org.objects.get(number=report.org),
        measures=measures,
        lines=[_line(report, measure, ties.get(measure.id), since) for measure in measures],
        below=[Below(row, names.get(row.org, ""), [row.reported(measure.id) for measure in measures]) for row in lower],
        ties=report_ties(report, measures) if report.frozen_at and live else [],
    )


def standing_of(sheet: Sheet) -> Standing:
    """What the figures were counted of: once frozen, what was known at the cut-off."""
    report = sheet.report
    known_at = report.cut_off if report.frozen_at else None
    return Standing(sheet.campaign, {report.area}, to=report.counted_to, line=report.line, known_at=known_at)


def _as_handed_in(report: Report) -> list[Report]:
    """The level below as the freeze found it."""
    return [
        Report(
            id=UUID(one["id"]), org=one["org"], state=one["state"], figures=one["figures"],
            corrections=one.get("corrections", {}), records=one.get("records", ""), frozen_at=report.frozen_at,
        )
        for one in report.below
    ]  # fmt: skip


def _since(report: Report, campaign: Campaign, measures: Sequence[Measure]) -> dict[str, float]:
    """What the flows of the window come to with what is known by now."""
    flows = [measure.id for measure in measures if measure.kind == "flow"]
    standing = Standing(campaign, {report.area}, to=report.counted_to, line=report.line)
    return standing.counts(flows, report.counted_from)[report.area]


def _line(report: Report, measure: Measure, tie: LevelTie | None, since: Mapping[str, float]) -> Line:
    name = measure.id
    computed = plain(report.figures.get(name, 0))
    known = since.get(name)
    return Line(
        measure=measure,
        computed=computed,
        reported=report.reported(name),
        total=report.totals.get(name),
        correction=report.corrections.get(name),
        confirmed=report.confirmed_figures.get(name),
        since=known if known != computed else None,
        tie=tie,
    )
