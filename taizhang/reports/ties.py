"""Whether totals tie (勾稽): between a report and the level below, and between reports that share a measure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taizhang.core.measures import Measure, plain

from .models import Report
from .queries import records_of


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure that a level below corrected: who, from what to what, why."""

    report: Report
    computed: float
    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class LevelTie:
    """One figure beside the sum of the reports below. Where they differ, everything that explains it.

    `only_here` and `only_below` are ids of records that only one side counted (they reached us between the two
    cut-offs, or changed their place): known where both sides are frozen.
    """

    measure: Measure
    own: float
    below: float
    corrected: Sequence[Corrected] = ()
    only_here: Sequence[str] = ()
    only_below: Sequence[str] = ()

    @property
    def tied(self) -> bool:
        return self.own == self.below

    @property
    def difference(self) -> float:
        """What is missing below (positive) or too much there (negative)."""
        return plain(self.own - self.below)


@dataclass(frozen=True, slots=True)
class ReportTie:
    """One figure beside the same measure of other reports of the same org over exactly the same time."""

    measure: Measure
    own: float
    others: float
    reports: Sequence[Report]

    @property
    def tied(self) -> bool:
        return self.own == self.others


def level_ties(report: Report, lower: Sequence[Report], measures: Sequence[Measure]) -> dict[str, LevelTie]:
    """{measure: tie}; empty at the lowest stop."""
    if not lower:
        return {}
    own = records_of(report)
    below = [records_of(row) for row in lower] if own and all(row.frozen_at for row in lower) else []
    return {measure.id: _level_tie(report, lower, measure, own, below) for measure in measures}


def _level_tie(
    report: Report,
    lower: Sequence[Report],
    measure: Measure,
    own: Mapping[str, list[str] | None],
    below: Sequence[Mapping[str, list[str] | None]],
) -> LevelTie:
    name = measure.id
    total = plain(sum(row.reported(name) for row in lower))
    corrected = [
        Corrected(row, row.figures.get(name, 0), row.reported(name), row.corrections[name]["reason"])
        for row in lower
        if name in row.corrections
    ]
    only_here, only_below = _differing(own.get(name), [names.get(name) for names in below])
    return LevelTie(measure, report.reported(name), total, corrected, only_here, only_below)


def _differing(own: list[str] | None, below: Sequence[list[str] | None]) -> tuple[list[str], list[str]]:
    if own is None or not below or any(ids is None for ids in below):
        return [], []
    counted = {about for ids in below if ids is not None for about in ids}
    return sorted(set(own) - counted), sorted(counted - set(own))


def report_ties(report: Report, measures: Sequence[Measure]) -> list[ReportTie]:
    """The other frozen reports of the org that share a measure and cover the same time: a flow is the sum of those that
    fill the window without gap, a standing that of the same instant."""
    others = Report.objects.filter(
        campaign=report.campaign, org=report.org, stop=report.stop, frozen_at__isnull=False,
        counted_to__gt=report.counted_from, counted_to__lte=report.counted_to,
    ).exclude(definition=report.definition)  # fmt: skip
    by_definition: dict[str, list[Report]] = {}
    for row in others.order_by("counted_to"):
        by_definition.setdefault(row.definition, []).append(row)
    found = [_report_tie(report, rows, measure) for rows in by_definition.values() for measure in measures]
    return [tie for tie in found if tie is not None]


def _report_tie(report: Report, rows: Sequence[Report], measure: Measure) -> ReportTie | None:
    covering = _filling(report, rows) if measure.kind == "flow" else _at_same_instant(report, rows)
    if not covering or any(measure.id not in row.figures for row in covering):
        return None
    return ReportTie(
        measure, report.reported(measure.id), plain(sum(row.reported(measure.id) for row in covering)), covering
    )


def _filling(report: Report, rows: Sequence[Report]) -> list[Report]:
    """The rows that fill the report's window exactly; none where they do not."""
    inside = [row for row in rows if row.counted_from >= report.counted_from]
    edge = report.counted_from
    for row in inside:
        if row.counted_from != edge:
            return []
        edge = row.counted_to
    return inside if edge == report.counted_to else []


def _at_same_instant(report: Report, rows: Sequence[Report]) -> list[Report]:
    return [row for row in rows if row.counted_to == report.counted_to][:1]
