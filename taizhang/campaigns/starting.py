"""From a draft to a running campaign, or to the next version of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.core.calendar import CHINA
from taizhang.core.ids import derived
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org

from .drafting import Piece, Section, Standing, standing
from .editing import Stale, live_items, snapshot, write_changes
from .models import Campaign, DraftItem, PlanDraft
from .operations import amend, start

SHIFTED = ("start", "end", "from", "to")


def standing_of(draft: PlanDraft, items: list[DraftItem] | None = None) -> Standing[UUID]:
    """How far the draft has come: the plan, and every fault and question by item."""
    rows = items if items is not None else live_items(draft)
    return standing(draft.frame, [Piece(row.pk, Section(row.section), row.data, row.asks, row.undated) for row in rows])


def start_draft(
    *, by: Actor, at: datetime, draft: PlanDraft, root: Org, units: Mapping[str, int], revision: int
) -> UUID:
    """Start the campaign that a draft describes; doing it again gives the same campaign.

    `revision` is the draft's as the person saw it: what was changed since must be looked at first. Raises
    Refused("plan-not-ready" | "deadline-past" | "not-permitted" | "out-of-scope"), Stale.
    """
    by.demand(Power.MANAGE_CAMPAIGN, draft.path)
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().get(pk=draft.pk)
        if row.campaign is not None:
            return row.campaign
        if row.revision != revision:
            raise Stale(None)
        plan = _plan(row, at)
        campaign = start(
            by=by, at=at, plan=plan, root=root, units=units, leaders=_leaders(row), source_text=row.source_text,
            about=derived("campaign", row.pk),
        )  # fmt: skip
        row.campaign = campaign
        row.save(update_fields=["campaign"])
    return campaign


def amend_from(*, by: Actor, at: datetime, draft: PlanDraft, reason: str, revision: int) -> UUID:
    """Make the draft the next version of the plan of the campaign that it amends. Raises as `start_draft`."""
    with transaction.atomic():
        row = PlanDraft.objects.select_for_update().get(pk=draft.pk)
        if row.campaign is not None:
            return row.campaign
        if row.revision != revision:
            raise Stale(None)
        campaign = Campaign.objects.get(pk=row.amends or row.pk)
        plan = _plan(row, at)
        known = {unit.id for unit in plan.units}
        units = {unit: org for unit, org in campaign.units.items() if unit in known}
        amend(by=by, at=at, campaign=campaign, plan=plan, reason=reason, units=units, leaders=_leaders(row))
        row.campaign = campaign.pk
        row.save(update_fields=["campaign"])
    return campaign.pk


def _plan(row: PlanDraft, at: datetime) -> Plan:
    found = standing_of(row)
    if found.plan is None or not found.startable:
        raise Refused("plan-not-ready", f"还有 {found.blocking} 处")
    today = at.astimezone(CHINA).date()
    if found.plan.end is not None and found.plan.end < today:
        raise Refused("deadline-past", f"方案最后一天是 {found.plan.end}，可以在核对页整体顺延")
    return found.plan


def _leaders(row: PlanDraft) -> list[dict[str, str]]:
    rows = [item for item in live_items(row) if item.section == Section.LEADER.value]
    keys = ("role", "name", "post")
    return [{**{key: str(item.data.get(key, "")) for key in keys}, "source": item.quote} for item in rows]


def shift_all(*, by: Actor, at: datetime, draft: PlanDraft, start_on: date) -> int:
    """Move every date of the draft so that its first phase begins on a day; returns by how many days.

    Raises Refused("plan-not-ready") for a draft whose first day is not known.
    """
    items = live_items(draft)
    first = min((str(item.data["start"]) for item in items if item.data.get("start")), default="")
    if not first:
        raise Refused("plan-not-ready", "还没有任何阶段日期")
    by_days = start_on - date.fromisoformat(first)
    changes = [(item, snapshot(item) | {"data": _moved(item.data, by_days)}) for item in items]
    write_changes(by, at, draft, [(item, after) for item, after in changes if after["data"] != item.data], "整体顺延")
    return by_days.days


def _moved(data: dict[str, Any], by: timedelta) -> dict[str, Any]:
    return {key: _day_moved(value, by) if key in SHIFTED else value for key, value in data.items()}


def _day_moved(value: Any, by: timedelta) -> Any:
    text = str(value or "")
    try:
        return (date.fromisoformat(text[:10]) + by).isoformat() + text[10:]
    except ValueError:
        return value
