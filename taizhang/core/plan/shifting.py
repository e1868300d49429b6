"""Moves a whole plan in time, so that a pack written for one year can be started in another, or demonstrated today."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from .model import Plan

_DATE = re.compile(r"^\d{4}-\d\d-\d\d(?=$|[+-]\d+(?:wd|d)$)")
_DATED = {"start", "end", "from", "to"}


def shift(plan: Plan, start: date) -> Plan:
    """The plan with its first phase starting on `start`, everything else as many days earlier or later.

    Texts and sources stay as they are. Raises ValueError for a plan without any date.
    """
    if plan.start is None:
        raise ValueError("方案没有起始日期，无法整体平移")
    return Plan.from_dict(_moved(plan.to_dict(), start - plan.start))


def _moved(value: Any, by: timedelta, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _moved(inner, by, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, by) for inner in value]
    if key in _DATED and isinstance(value, str) and (match := _DATE.match(value)):
        return (date.fromisoformat(match[0]) + by).isoformat() + value[match.end() :]
    return value
