"""Adds up what is asked, by place, post, week and rule. Figures go in as they are counted, one call for many alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..duties.spec import Place
from ..plan.model import Plan
from ..plan.rules import DutyRule, ReportRule
from ..roles import Role
from .asking import Ask, asked_by

Cell = tuple[int, str, str, str]
"""(place, role, ISO week, rule)"""


@dataclass(frozen=True, slots=True)
class VillageBurden:
    """What a place is asked in its mean and in its fullest week, through all posts in it."""

    place: int
    mean: Ask
    peak: Ask
    peak_week: str


@dataclass(frozen=True, slots=True)
class RuleBurden:
    """What one rule asks of the mean place in the mean week, and the sentence that asks it."""

    rule: str
    title: str
    source: str
    asked: Ask


class Meter:
    """`carried` tells which village carries what an org owes (see `carriers`); an owner's work burdens no village."""

    def __init__(self, plan: Plan, carried: Mapping[int, int]) -> None:
        rules: list[DutyRule | ReportRule] = [*plan.duties, *plan.reports, *plan.long_term]
        self.plan, self.carried = plan, carried
        self.rules = {rule.id: rule for rule in rules}
        self.cells: dict[Cell, Ask] = defaultdict(Ask)
        self._asks: dict[tuple[str, str | None], Ask] = {}

    def take(
        self, rule: str, kind: str | None, post: tuple[int, str], first: date, last: date, *, times: int = 1
    ) -> None:
        """So many duties of a rule, in equal parts over the weeks of their window."""
        org, role = post
        place = self.carried.get(org)
        if place is None or role == Role.OWNER or rule not in self.rules or first > last:
            return
        weeks = weeks_between(first, last)
        part = self.ask(rule, kind) * (times / len(weeks))
        for week in weeks:
            self.cells[place, role, week, rule] += part

    def ask(self, rule: str, kind: str | None) -> Ask:
        key = (rule, kind)
        if key not in self._asks:
            self._asks[key] = asked_by(self.plan, self.rules[rule], kind)
        return self._asks[key]

    def only(self, week: str) -> Meter:
        """What one week asks."""
        found = Meter(self.plan, self.carried)
        found.cells.update({cell: ask for cell, ask in self.cells.items() if cell[2] == week})
        return found

    def villages(self) -> list[VillageBurden]:
        """By the number of the place."""
        weeks: dict[int, dict[str, Ask]] = defaultdict(lambda: defaultdict(Ask))
        for (place, _, week, _), ask in self.cells.items():
            weeks[place][week] += ask
        return [_village(place, by_week) for place, by_week in sorted(weeks.items())]

    def by_rule(self) -> list[RuleBurden]:
        """In the order of the plan; the whole divided by places and weeks."""
        sums: dict[str, Ask] = defaultdict(Ask)
        for (_, _, _, rule), ask in self.cells.items():
            sums[rule] += ask
        spans = len({place for place, *_ in self.cells}) * len({week for _, _, week, _ in self.cells}) or 1
        return [
            RuleBurden(rule.id, rule.title, rule.source, sums[name] * (1 / spans))
            for name, rule in self.rules.items()
            if name in sums
        ]


def _village(place: int, weeks: Mapping[str, Ask]) -> VillageBurden:
    whole = sum(weeks.values(), Ask())
    peak_week, peak = max(weeks.items(), key=lambda item: (item[1].minutes, item[1].typed, item[0]))
    return VillageBurden(place, whole * (1 / len(weeks)), peak, peak_week)


def week_of(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def week_title(week: str) -> str:
    """As people say it: "8月17日至8月23日"."""
    year, number = week.split("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    sunday = monday + timedelta(days=6)
    return f"{monday.month}月{monday.day}日至{sunday.month}月{sunday.day}日"


def weeks_between(first: date, last: date) -> list[str]:
    """The ISO weeks that a stretch of days touches."""
    days = range(0, (last - first).days + 1, 7)
    return sorted({week_of(first + timedelta(days=number)) for number in days} | {week_of(last)})


def carriers(places: Sequence[Place]) -> dict[int, int]:
    """{org: village that carries what it owes}: the village itself and the grids and bodies below it."""
    by_id = {place.id: place for place in places}
    found: dict[int, int] = {}
    for place in places:
        at: Place | None = place
        while at is not None and not (at.kind == "area" and at.level == "village"):
            at = by_id.get(at.parent) if at.parent is not None else None
        if at is not None:
            found[place.id] = at.id
    return found
