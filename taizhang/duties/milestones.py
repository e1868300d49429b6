"""Milestones beside the figures: what is reached, what is missing, and when it will be done at the pace of late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar.work import local_day
from taizhang.core.measures import is_own
from taizhang.core.milestones import Amount, amount, burn_down, forecast
from taizhang.core.plan import DutyRule, Plan, Verb
from taizhang.core.plan.rules import Reach
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org
from taizhang.subjects.figures import own_figures
from taizhang.tallies.queries import figures, flows_of

MOST = 1000
Days = Mapping[date, float]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone of one place. `expected` is the forecast; None where nothing moved in the last week, and where the
    figure has no pace (not `paced`): an area stands as the register says, it does not come in day by day."""

    duty: Duty
    place: str
    unit: str
    amount: Amount | None
    expected: date | None
    today: date
    paced: bool = True

    @property
    def due(self) -> date:
        return local_day(self.duty.due_at)

    @property
    def percent(self) -> int:
        if self.amount is None or not self.amount.wanted:
            return 0
        return min(100, int(self.amount.done * 100 // self.amount.wanted))

    @property
    def reached(self) -> bool:
        return self.duty.state in ("met", "met_late")

    @property
    def tone(self) -> str:
        if self.reached:
            return "done"
        if self.today > self.due:
            return "late"
        return "watch" if self.expected is None or self.expected > self.due else "open"

    @property
    def verdict(self) -> str:
        if self.reached:
            return "已达到" if self.duty.state == "met" else "逾期达到"
        if self.today > self.due:
            return "未达到"
        if self.amount is None:
            return "尚无应办"
        if not self.paced and self.expected is None:
            return "尚未达到"
        if self.expected is None:
            return "近一周没有进展"
        said = f"照近一周的进度，{self.expected.month}月{self.expected.day}日完成"
        late = (self.expected - self.due).days
        return f"{said}，晚{late}天" if late > 0 else said


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page: the milestones of the place and below it, and the burn-down of the place itself."""

    milestones: Sequence[Milestone]
    chart: dict[str, list[Any]]
    total: int
    left: int


def sheet_of(campaign: Campaign, plan: Plan, org: Org, today: date) -> Sheet:
    """Everything in four queries, whatever the number of records and places."""
    rules = {rule.id: rule for rule in plan.duties if rule.verb is Verb.REACH}
    owed = Duty.objects.filter(campaign=campaign.pk, verb=Verb.REACH, path__under=org.path)
    rows = list(owed.order_by("due_at", "path")[:MOST])
    names = dict(Org.objects.filter(number__in={row.place for row in rows}).values_list("number", "name"))
    counted = figures(campaign.pk, {org.number, *names})
    speeds = _speeds(campaign, {org.number, *names})
    register = own_figures(campaign.pk, plan, _own_measures(rules), org.path, {org.number, *names})
    held: dict[int, Mapping[str, float]] = {
        number: {**counted.get(number, {}), **register.get(number, {})} for number in {org.number, *names}
    }
    shown = [
        _milestone(
            plan, row, reach, names.get(row.place, ""), held.get(row.place, {}), speeds.get(row.place, {}), today
        )
        for row in rows
        if (reach := _reach(rules, row)) is not None
    ]
    here = counted.get(org.number, {})
    total, struck = here.get("cases.filed", 0), here.get("cases.struck", 0)
    own = [one for one in shown if one.duty.place == org.number and one.amount is not None]
    return Sheet(shown, _chart(campaign, speeds.get(org.number, {}), total, own, today), total, max(0, total - struck))


def burn_down_of(
    campaign: Campaign, plan: Plan, org: Org, here: Mapping[str, float], struck_on: Mapping[str, int], today: date
) -> Sheet | None:
    """The same of the place alone, beside figures that were read already; None where the plan sets no milestone."""
    rules = {rule.id: rule for rule in plan.duties if rule.verb is Verb.REACH}
    if not rules:
        return None
    rows = Duty.objects.filter(campaign=campaign.pk, verb=Verb.REACH, place=org.number).order_by("due_at", "pk")
    done_on = {date.fromisoformat(day): float(value) for day, value in struck_on.items()}
    held = {**here, **own_figures(campaign.pk, plan, _own_measures(rules), org.path, {org.number}).get(org.number, {})}
    own = [
        _milestone(plan, row, reach, org.name, held, done_on, today)
        for row in rows[:MOST]
        if (reach := _reach(rules, row)) is not None
    ]
    total, struck = int(here.get("cases.filed", 0)), int(here.get("cases.struck", 0))
    counted = [one for one in own if one.amount is not None]
    return Sheet(own, _chart(campaign, done_on, total, counted, today), total, max(0, total - struck)) if own else None


def _own_measures(rules: Mapping[str, DutyRule]) -> list[str]:
    return [name for rule in rules.values() if rule.reach for name in rule.reach.named if is_own(name)]


def _reach(rules: Mapping[str, DutyRule], row: Duty) -> Reach | None:
    rule = rules.get(row.rule)
    return rule.reach if rule else None


def _speeds(campaign: Campaign, places: set[int]) -> dict[int, Days]:
    """How much was struck off on which day, by place."""
    found = flows_of(campaign.pk, places, "cases.struck")
    return {place: {date.fromisoformat(day): float(n) for day, n in days.items()} for place, days in found.items()}


def _milestone(
    plan: Plan, row: Duty, reach: Reach, place: str, here: Mapping[str, float], done_on: Days, today: date
) -> Milestone:
    named = {name: float(here.get(plan.measure(name).counted_as, 0)) for name in reach.named}
    found = amount(reach, named)
    paced = not is_own(reach.measure)
    expected = forecast(found.missing, done_on, today) if found and (paced or not found.missing) else None
    return Milestone(row, place, plan.measure(reach.measure).unit, found, expected, today, paced)


def _chart(
    campaign: Campaign, done_on: Days, total: int, own: Sequence[Milestone], today: date
) -> dict[str, list[Any]]:
    """What is left of everything found, against what may be left."""
    steps = sorted((one.due, min(float(total), one.amount.wanted)) for one in own if one.amount)
    start = min((local_day(one.duty.opens_at) for one in own), default=local_day(campaign.started_at))
    shown = burn_down(total, done_on, steps, start, max(today, start))
    left: list[float | None] = [*shown.left, *[None] * (len(shown.days) - len(shown.left))]
    return {"days": [f"{day.month}-{day.day}" for day in shown.days], "left": left, "allowed": list(shown.allowed)}
