"""The page of one campaign: its phases along time, its rules in Chinese, its command, its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import Gate, gates_of, history, plan_of
from taizhang.core.entry import Entry
from taizhang.core.measures import is_own
from taizhang.core.plan import Phase, Plan
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.tallies.queries import figures
from taizhang.web.draft_forms import Choices
from taizhang.web.draft_review import Words
from taizhang.web.standing import Standing

Tell = Callable[[Any], tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """One phase on the line of time. `left` and `width` are percent of the whole; `state` is past, now or ahead."""

    phase: Phase
    left: float
    width: float
    days: int
    state: str
    closed: bool
    gates: list[Gate]

    @property
    def state_label(self) -> str:
        if self.closed:
            return "已收尾"
        return {"past": "已到期，未收尾", "now": "进行中", "ahead": "未开始"}[self.state]

    @property
    def unmet(self) -> list[Gate]:
        return [gate for gate in self.gates if gate.reached is False]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The phases along time, and where today stands (None before and after)."""

    bars: list[PhaseBar]
    today: float | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A duty rule or report in Chinese, its sentence of the plan, and how much of what it asks for is done."""

    id: str
    title: str
    facts: list[tuple[str, str]]
    source: str
    owed: int
    met: int
    lapsed: int
    url: str

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 % means all."""
        return self.met * 100 // self.owed if self.owed else 0


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the campaign's history."""

    entry: Entry
    label: str
    sentence: str
    name: str


def timeline(campaign: Campaign, counted: dict[str, float], today: date) -> Timeline:
    """The phases with a start and an end, in the order of the plan; `counted` is what their gates are held against."""
    plan = plan_of(campaign)
    dated = [(phase, phase.start, phase.end) for phase in plan.phases if phase.start and phase.end]
    if not dated:
        return Timeline([], None, None)
    first, last = min(start for _, start, _ in dated), max(end for _, _, end in dated)
    whole = (last - first).days + 1

    def place(day: date) -> float:
        return round((day - first).days * 100 / whole, 2)

    bars = [
        PhaseBar(
            phase,
            place(start),
            round(((end - start).days + 1) * 100 / whole, 2),
            (end - start).days + 1,
            "past" if end < today else "now" if start <= today else "ahead",
            phase.id in campaign.closed_phases,
            gates_of(plan, phase, counted),
        )
        for phase, start, end in dated
    ]
    inside = first <= today <= last
    return Timeline(bars, place(today) if inside else None, (last - today).days if inside else None)


def rules_of(campaign: Campaign, plan: Plan, standing: Standing | None) -> tuple[list[Rule], list[Rule], list[Rule]]:
    """(duty rules, reports, long-term rules): the sheet into which the plan is broken down, each tracked to its end."""
    data = plan.to_dict()
    words = words_of(plan)
    counted = duty_figures(campaign, standing)
    place = {"org": standing.org, **({"line": standing.line} if standing.line else {})} if standing else {}

    def told(rule: Mapping[str, Any], tell: Tell) -> Rule:
        title, facts = tell(rule)
        name = str(rule["id"])
        owed, met, lapsed = (counted.get(f"duties.{what}/{name}", 0) for what in ("owed", "met", "lapsed"))
        url = f"{reverse('duties:list')}?{urlencode({'campaign': campaign.pk, 'rule': name, **place})}"
        shown = [fact for fact in facts if fact[1]]
        return Rule(name, title, shown, str(rule.get("source", "")), owed, met, lapsed, url)

    return (
        [told(rule, words.duty) for rule in data.get("duties", [])],
        [told(rule, words.report) for rule in data.get("reports", [])],
        [told(rule, words.duty) for rule in data.get("long_term", [])],
    )


def duty_figures(campaign: Campaign, standing: Standing | None) -> dict[str, int]:
    """What is owed and done where the post stands; nothing where it is shown no figures."""
    if standing is None:
        return {}
    return figures(campaign.pk, [standing.org], line=standing.line, prefix="duties.").get(standing.org, {})


def words_of(plan: Plan) -> Words:
    """The Chinese words for the rules of a plan."""
    return Words(
        Choices(
            [(phase.id, phase.name) for phase in plan.phases],
            [(unit.id, unit.name) for unit in plan.units],
            [(kind.id, kind.name) for kind in plan.subject_kinds],
            {paper.id: paper.title for paper in plan.documents},
            own_measures=[(one.id, one.label) for one in plan.measures.values() if is_own(one.id)],
        )
    )


def units_of(campaign: Campaign, plan: Plan) -> list[tuple[Any, str]]:
    """(unit of the plan, name of the org it is or "")."""
    names = dict(Org.objects.filter(number__in=campaign.units.values()).values_list("number", "name"))
    return [(unit, names.get(campaign.units.get(unit.id, 0), "")) for unit in plan.units]


def steps_of(campaign: Campaign) -> list[Step]:
    """The history, latest first."""
    return [
        Step(entry, KINDS[entry.kind].label, KINDS[entry.kind].present(entry.body), str(entry.body.get("name", "")))
        for entry in reversed(history(campaign))
    ]
