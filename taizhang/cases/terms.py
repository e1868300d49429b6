"""What the governing plan says of a new case: severity, line, period, ladder, phase.

Written into the filing, so that a later amendment leaves it as it was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import CHINA
from taizhang.core.cases.steps import State
from taizhang.core.ladder import instants, parse_ladder
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused


def filing_terms(campaign: Campaign, category: str, at: datetime) -> dict[str, Any]:
    """The part of a filing's body that follows from the plan. Raises Refused("bad-body") for an unknown category."""
    plan = plan_of(campaign)
    found = plan.category(category)
    if found is None:
        raise Refused("bad-body", f"方案中没有问题类别“{category}”")
    due = plan.calendar.after(at, found.period) if found.period else None
    phase = plan.phase_on(at.astimezone(CHINA).date())
    return {
        "category": found.id,
        "category_name": found.name,
        "severity": found.severity,
        "line": found.line or "",
        "line_org": campaign.units.get(found.line) if found.line else None,
        "phase": phase.id if phase else "",
        "due_at": due,
        "rungs": _rungs(plan, at, due),
        "evidence": found.evidence.photo,
        "terms": {
            "on_the_spot": plan.lifecycle.on_the_spot,
            "extensions": plan.lifecycle.extension.times,
            "extend_by": plan.lifecycle.extension.at_most or "",
            "approver": plan.lifecycle.extension.approver,
            "supervise": found.severity in plan.lifecycle.named_supervision,
        },
        "next_due": next_due(plan, State.FILED, at),
    }


def next_due(plan: Plan, state: State, at: datetime) -> datetime | None:
    """By when the step that leads out of `state` is due, entered at `at`; the rectification has its own period."""
    within = {
        State.REPORTED: plan.lifecycle.assign_within,
        State.FILED: plan.lifecycle.assign_within,
        State.RECTIFIED: plan.lifecycle.recheck_within,
        State.RECHECKED: plan.lifecycle.accept_within,
        State.ACCEPTED: plan.lifecycle.accept_within,
    }.get(state)
    return plan.calendar.after(at, within) if within else None


def _rungs(plan: Plan, at: datetime, due: datetime | None) -> list[tuple[str, float]]:
    """The ladder as seconds from the end of the period, so that it moves along when the period is extended."""
    if due is None:
        return []
    ladder = instants(parse_ladder(plan.lifecycle.otherwise), at, due, plan.calendar)
    return [(name, (moment - due).total_seconds()) for name, moment in ladder]
