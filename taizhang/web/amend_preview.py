"""What an amendment would change and for whom, before it is done: rule by rule, what arises, moves, goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import PlanVersion, versions_of
from taizhang.core.plan import DutyRule, Plan, ReportRule
from taizhang.duties.making import differences
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org

MOST_NAMES = 12


@dataclass
class RuleChange:
    """One rule: how many duties arise, get another date, another bearer, or need no longer be done."""

    title: str
    new: int = 0
    moved: int = 0
    reassigned: int = 0
    gone: int = 0
    due: set[tuple[datetime, datetime]] = field(default_factory=set)
    bearers: set[int] = field(default_factory=set)
    names: list[str] = field(default_factory=list)

    @property
    def others(self) -> int:
        """Orgs concerned that `names` leaves out."""
        return len(self.bearers) - len(self.names)

    @property
    def dates(self) -> list[tuple[datetime, datetime]]:
        """Due times, before and after, where all the moved duties share a few of them."""
        return sorted(self.due) if len(self.due) <= 4 else []


def amendment_of(campaign: Campaign, plan: Plan, at: datetime) -> list[RuleChange]:
    """The rules under which something changes, if `plan` governed from now on; nothing is written."""
    known = versions_of(campaign)
    changes: dict[str, RuleChange] = {}
    titles = _titles(plan) | {
        rule: title for rule, title in _titles(known[-1].plan).items() if rule not in _titles(plan)
    }

    def change(row: Duty) -> RuleChange:
        found = changes.setdefault(row.rule, RuleChange(titles.get(row.rule, row.rule)))
        found.bearers.add(row.bearer)
        return found

    for difference in differences(campaign, [*known, PlanVersion(at, plan, known[-1].units)]):
        for row in difference.new:
            change(row).new += 1
        for row in difference.gone:
            change(row).gone += 1
        for before, after in difference.changed:
            _compare(change(after), before, after)
    found = [one for one in changes.values() if one.new or one.moved or one.reassigned or one.gone]
    _name_bearers(found)
    return found


def _titles(plan: Plan) -> dict[str, str]:
    rules: list[DutyRule | ReportRule] = [*plan.duties, *plan.long_term, *plan.reports]
    return {rule.id: rule.title for rule in rules}


def _compare(change: RuleChange, before: Duty, after: Duty) -> None:
    if before.due_at != after.due_at:
        change.moved += 1
        change.due.add((before.due_at, after.due_at))
    if before.bearer != after.bearer:
        change.reassigned += 1
        change.bearers.add(before.bearer)


def _name_bearers(changes: list[RuleChange]) -> None:
    wanted = {number for change in changes for number in change.bearers}
    names = dict(Org.objects.filter(number__in=wanted).order_by("path").values_list("number", "name"))
    for change in changes:
        change.names = [name for number, name in names.items() if number in change.bearers][:MOST_NAMES]
