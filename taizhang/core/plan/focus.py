"""Key times and key areas: which of them an instant and a subject fall into, so that coverage is counted for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..calendar import CHINA
from .filters import matches
from .model import Plan
from .scope import KeyTime


def key_times_at(plan: Plan, moment: datetime) -> list[str]:
    """The ids of the plan's key times in which an instant lies. Hours include their first minute, not their last."""
    local = moment.astimezone(CHINA)
    clock = f"{local:%H:%M}"
    return [time.id for time in plan.key_times if _on_day(plan, time, local) and _in_hours(time, clock)]


def _on_day(plan: Plan, time: KeyTime, local: datetime) -> bool:
    day, calendar = local.date(), plan.calendar
    return {
        "all": True,
        "working": calendar.is_workday(day),
        "rest": not calendar.is_workday(day),
        "holiday": calendar.holiday(day) is not None,
    }[time.days]


def _in_hours(time: KeyTime, clock: str) -> bool:
    return not time.hours or any(span[:5] <= clock < span[6:] for span in time.hours)


def key_areas_of(plan: Plan, kind: str, fields: Mapping[str, Any]) -> list[str]:
    """The ids of the plan's key areas in which a subject of that kind, with these fields, lies."""
    found = []
    for area in plan.key_areas:
        kinds = [area.kind] if isinstance(area.kind, str) else area.kind
        if (kind in kinds or "all" in kinds) and matches(area.where, fields):
            found.append(area.id)
    return found
