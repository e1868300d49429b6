"""Reading reports, always for an actor."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.entry import Entry
from taizhang.core.measures import Measure
from taizhang.core.plan.rules import ReportRule
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.files import content_of
from taizhang.journal.models import StoredEntry

from .counting import Standing
from .models import Report


def reports_for(actor: Actor) -> QuerySet[Report]:
    """The reports of the subtree, for a bureau those that come to it, and always the own org's."""
    rows = visible(actor, Report.objects.all())
    owes = actor.may(Power.VIEW) and actor.role is not Role.OWNER  # administrators see no business
    return rows | Report.objects.filter(org=actor.org) if owes else rows


def report_for(actor: Actor, about: UUID) -> Report:
    """Raises Refused("unknown-thing") also where the report lies outside the scope."""
    row = reports_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "报表")
    return row


def rule_of(report: Report, campaign: Campaign) -> ReportRule | None:
    """The definition as the plan has it now; None where an amendment dropped it."""
    return plan_of(campaign).report(report.definition)


def measures_of(report: Report, campaign: Campaign) -> list[Measure]:
    """What the report shows: once frozen, what was frozen, in the catalogue's order."""
    plan, rule = plan_of(campaign), rule_of(report, campaign)
    if report.frozen_at:
        gone = [plan.measure_then(name) for name in report.figures if name not in plan.measures]
        return [*(measure for name, measure in plan.measures.items() if name in report.figures), *gone]
    return [measure for name, measure in plan.measures.items() if rule and name in rule.measures]


def may_confirm(actor: Actor, report: Report) -> bool:
    """The org's own people stand for its report."""
    return actor.may(Power.CONFIRM_REPORT) and actor.org == report.org


def may_return(actor: Actor, report: Report) -> bool:
    """Whoever receives it: the level above, or the bureau to which it goes."""
    above = report.path.startswith(actor.reach) and report.path != actor.path and actor.role is not Role.BUREAU
    return actor.may(Power.CONFIRM_REPORT) and actor.org != report.org and (above or actor.org == report.line_org)


def figures_now(reports: Sequence[Report], campaign: Campaign, measures: Sequence[Measure], *, now: datetime) -> None:
    """Give open reports of one stop and period their figures as the system counts them at the moment, all together."""
    waiting = [row for row in reports if row.frozen_at is None]
    if not waiting:
        return
    first = waiting[0]
    over = first.counted_to < now
    standing = Standing(
        campaign, {row.area for row in waiting}, to=first.counted_to, line=first.line, known_at=now if over else None
    )
    names = [measure.id for measure in measures]
    figures = standing.counts(names, first.counted_from)
    totals = standing.counts([measure.id for measure in measures if measure.kind == "flow"], None)
    for row in waiting:
        row.figures, row.totals = figures[row.area], totals[row.area]


def lower_reports(report: Report) -> list[Report]:
    """The reports of the stop below, in the same period and area."""
    return list(
        Report.objects.filter(
            campaign=report.campaign,
            definition=report.definition,
            period=report.period,
            stop=report.stop - 1,
            path__under=report.area,
        ).order_by("path")
    )


def upper_report(report: Report) -> Report | None:
    """The report of the stop above into which this one goes."""
    above = Report.objects.filter(
        campaign=report.campaign, definition=report.definition, period=report.period, stop=report.stop + 1
    )
    holding = [row for row in above if report.path.startswith(row.area)]
    return max(holding, key=lambda row: row.area.count("/"), default=None)


def records_of(report: Report) -> Mapping[str, list[str] | None]:
    """{measure: ids} as kept at the freeze; a list may be None (too long to keep). Empty before the freeze."""
    if not report.records:
        return {}
    found: dict[str, list[str] | None] = json.loads(content_of(report.records))
    return found


def history(report: Report) -> list[Entry]:
    """The report's own entries, oldest first."""
    rows = StoredEntry.objects.filter(about=report.pk, thing="report").order_by("happened_at", "id")
    return [row.as_entry() for row in rows]


def waiting_for(actor: Actor, campaign: Campaign, *, now: datetime) -> QuerySet[Report]:
    """What the actor's own org still has to hand in, most pressing first: open, missed, or returned to it."""
    rows = Report.objects.filter(campaign=campaign.pk, org=actor.org, opens_at__lte=now)
    if not actor.may(Power.CONFIRM_REPORT):
        return rows.none()
    return rows.filter(state__in=["open", "missing", "returned"]).order_by("-cut_off", "definition")
