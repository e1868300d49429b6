"""Milestones are reached by figures, not by a click: the clock sees it and writes it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from posixpath import commonpath
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar.work import local_day
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.measures import is_own
from taizhang.core.milestones import amount
from taizhang.core.plan import Plan, Verb
from taizhang.core.plan.rules import Reach
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.subjects.figures import own_figures
from taizhang.tallies.queries import figures, series

BATCH = 500
Figures = Mapping[str, float]


def reach_milestones(*, now: datetime) -> int:
    """Meet what the figures fulfil. Where the worker wakes late, what was done by the due day counts as in time."""
    rows = Duty.objects.filter(verb=Verb.REACH, state__in=["open", "lapsed"], opens_at__lte=now).order_by("pk")
    drafts: list[Draft] = []
    plans: dict[UUID, Plan] = {}
    waiting = list(rows[:BATCH])
    for row in waiting:
        if row.campaign not in plans:
            plans[row.campaign] = plan_of(Campaign.objects.get(pk=row.campaign))
    register = {about: _register(plan, waiting, about) for about, plan in plans.items()}
    for row in waiting:
        plan = plans[row.campaign]
        rule = plan.duty(row.rule)
        own = register[row.campaign].get(row.place, {})
        moment = _reached_at(row, plan, rule.reach, own, now) if rule and rule.reach else None
        if moment is not None:
            drafts.append(_met(row, moment))
    receipts = append(drafts, at=now, strict=False) if drafts else []
    return sum(receipt.fate is Fate.APPENDED for receipt in receipts)


def _register(plan: Plan, rows: Sequence[Duty], campaign: UUID) -> Mapping[int, Figures]:
    """{place: the plan's own measures}, read once for all milestones of a campaign that are held against them."""
    rules = [rule for rule in [*plan.duties, *plan.long_term] if rule.reach and any(map(is_own, rule.reach.named))]
    held = {rule.id for rule in rules}
    named = [name for rule in rules if rule.reach for name in rule.reach.named if is_own(name)]
    places = {row.place: row.path for row in rows if row.campaign == campaign and row.rule in held}
    shared = commonpath(places.values()) if places else ""
    return own_figures(campaign, plan, named, f"{shared}/", places) if shared else {}


def _reached_at(row: Duty, plan: Plan, reach: Reach, own: Figures, now: datetime) -> datetime | None:
    if row.state == "open" and row.due_at <= now:
        return row.due_at if _holds(reach, _until(row, plan, reach, own, row.due_at)) else None
    return now if _holds(reach, _standing(row, plan, reach, own)) else None


def _holds(reach: Reach, counted: dict[str, float]) -> bool:
    found = amount(reach, counted)
    return found is not None and found.reached


def _standing(row: Duty, plan: Plan, reach: Reach, own: Figures) -> dict[str, float]:
    here = figures(row.campaign, [row.place]).get(row.place, {})
    register = figures(None, [row.place], prefix="subjects.").get(row.place, {})
    held = {**register, **here, **own}
    return {name: float(held.get(plan.measure(name).counted_as, 0)) for name in reach.named}


def _until(row: Duty, plan: Plan, reach: Reach, own: Figures, moment: datetime) -> dict[str, float]:
    """The figures as they stood on the evening of a day, as far as they are flows; stocks as they stand."""
    counted = _standing(row, plan, reach, own)
    day = local_day(moment).isoformat()
    flows = [measure for name in reach.named if (measure := plan.measure(name)).kind == "flow"]
    found = series(row.campaign, row.place, [measure.counted_as for measure in flows])
    for measure in flows:
        by_day = found.get(measure.counted_as, {})
        counted[measure.id] = sum(value for one, value in by_day.items() if one <= day) / measure.parts
    return counted


def _met(row: Duty, moment: datetime) -> Draft:
    return Draft(
        id=derived(row.pk, "reached", row.due_at), kind="duty.met", about=row.pk, campaign=row.campaign,
        org=row.place, actor=CLOCK, happened_at=moment, body={"note": "指标已达到", "name": "系统统计"},
    )  # fmt: skip
