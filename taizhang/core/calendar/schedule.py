"""Reads the published holiday schedules (schedule.yaml), which are data with their sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

SCHEDULE_FILE = Path(__file__).with_name("schedule.yaml")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Holidays and make-up workdays by day. `years` have rows of their own, `announced` ones are final.

    `fixed` are the statutory days that fall on the same date every year, for years of which nothing else is known.
    """

    holidays: dict[date, str]
    makeup: dict[date, str]
    fixed: dict[tuple[int, int], str]
    years: frozenset[int]
    announced: frozenset[int]


def read_schedule(path: Path = SCHEDULE_FILE) -> Schedule:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    holidays: dict[date, str] = {}
    makeup: dict[date, str] = {}
    for entry in data["years"].values():
        for name, (first, last) in entry["holidays"].items():
            for offset in range((last - first).days + 1):
                holidays[first + timedelta(days=offset)] = name
        makeup.update(dict.fromkeys(entry.get("makeup", []), "调休上班"))
    fixed = {(row["month"], row["day"]): row["name"] for row in data["fixed"]}
    announced = frozenset(year for year, entry in data["years"].items() if entry["announced"])
    return Schedule(holidays, makeup, fixed, frozenset(data["years"]), announced)
