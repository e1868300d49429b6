"""The clock at the cut-off: figures, the records behind them and the chain's head become an entry, once for good."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep
from taizhang.journal.models import Block, StoredEntry
from taizhang.orgs.models import Org

from .counting import Standing
from .models import Report
from .projections import ReportProjection

BATCH = 1000
"""Reports frozen in one transaction: each batch reads all records of the campaign once."""

_NAMED = (
    "definition", "title", "period", "stop", "path", "area", "line", "line_org",
    "opens_at", "cut_off", "counted_from", "counted_to",
)  # fmt: skip
_SHARED = ("campaign", "definition", "period", "stop", "cut_off", "counted_from", "counted_to")

MOST_RECORDS = 20_000
"""Ids kept for one figure. Beyond, only their number is kept: the reports of the level below name them."""


def sweep(*, now: datetime) -> int:
    """Freeze every report whose cut-off has passed, as of its cut-off; returns how many.

    Several workers share the work: on PostgreSQL each skips what another holds, on SQLite they follow each other.
    """
    frozen = 0
    while made := _freeze_next(now):
        frozen += made
    return frozen


@transaction.atomic
def _freeze_next(now: datetime) -> int:
    """Freeze the reports of one chain stop and one cut-off: they share every query."""
    first = _due(now).order_by("cut_off", "stop", "pk").first()
    if first is None:
        return 0
    same = {name: getattr(first, name) for name in _SHARED}
    # neighbours together: the records behind their figures lie side by side and are read once
    rows = list(_due(now).filter(**same).order_by("area", "pk").select_for_update(skip_locked=True)[:BATCH])
    if not rows:
        return 0
    append(_drafts(Campaign.objects.get(pk=first.campaign), rows, now), at=now)
    return len(rows)


def _due(now: datetime) -> QuerySet[Report]:
    over = Campaign.objects.filter(pk=OuterRef("campaign"), closed_at__lt=OuterRef("cut_off"))
    return Report.objects.filter(~Exists(over), frozen_at=None, cut_off__lte=now)


def _drafts(campaign: Campaign, rows: Sequence[Report], now: datetime) -> list[Draft]:
    first = rows[0]
    plan = plan_of(campaign)
    rule = plan.report(first.definition)
    measures: list[str] = list(rule.measures) if rule else []
    standing = Standing(
        campaign, {row.area for row in rows}, to=first.counted_to, line=first.line, known_at=first.cut_off
    )
    records = standing.records(measures, first.counted_from)
    figures = standing.figures(records, first.counted_from)
    totals = standing.counts([name for name in measures if plan.measure(name).kind == "flow"], None)
    below = _below(rows)
    numbers = {row.org for row in [*rows, *below]}
    names = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    head = _head()
    return [
        _draft(
            row,
            {
                "org_name": names.get(row.org, ""),
                "figures": figures[row.area],
                "totals": totals[row.area],
                "records": keep_records(records[row.area], now),
                "below": [_handed_in(one, names) for one in below if one.path.startswith(row.area)],
                "head": head,
            },
        )
        for row in rows
    ]


def _draft(row: Report, counted: Mapping[str, Any]) -> Draft:
    body = {**{name: getattr(row, name) for name in _NAMED}, **counted}
    return Draft(
        id=derived("report.frozen", row.pk), kind="report.frozen", about=row.pk, campaign=row.campaign, org=row.org,
        actor=CLOCK, happened_at=row.cut_off, body=body,
    )  # fmt: skip


def keep_records(records: Mapping[str, Sequence[UUID]], now: datetime) -> str:
    """The SHA-256 of the file {measure: [ids]}; a figure of more than MOST_RECORDS has null for its list."""
    named = {
        measure: [str(about) for about in ids] if len(ids) <= MOST_RECORDS else None for measure, ids in records.items()
    }
    content = json.dumps(named, sort_keys=True, separators=(",", ":")).encode()
    return keep(content, media_type="application/json", at=now).sha256


def _below(rows: Sequence[Report]) -> list[Report]:
    """The reports of the stop below, as they stood at the cut-off: later entries are left out of their fold."""
    first = rows[0]
    lower = Report.objects.filter(
        campaign=first.campaign, definition=first.definition, period=first.period, stop=first.stop - 1
    ).in_bulk()
    entries: dict[UUID, list[Entry]] = {about: [] for about in lower}
    stored = StoredEntry.objects.filter(thing="report", about__in=list(lower), happened_at__lte=first.cut_off)
    for row in stored.order_by("happened_at", "id"):
        entries[row.about].append(row.as_entry())
    fold = ReportProjection().fold
    return sorted((fold(about, entries[about], row).row or row for about, row in lower.items()), key=lambda r: r.path)


def _handed_in(row: Report, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "id": row.pk, "org": row.org, "org_name": names.get(row.org, ""), "state": row.state, "figures": row.figures,
        "corrections": row.corrections, "records": row.records,
    }  # fmt: skip


def _head() -> dict[str, Any] | None:
    last = Block.objects.order_by("-number").values("number", "hash").first()
    return {"block": last["number"], "hash": last["hash"]} if last else None
