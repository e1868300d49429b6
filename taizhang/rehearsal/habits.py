"""How simulated people work: the habits that campaigns really meet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from taizhang.core.roles import Role


class Habit(StrEnum):
    """What a person is like."""

    DILIGENT = "diligent"
    LATE = "late"
    CARELESS = "careless"
    OFFLINE = "offline"

    @property
    def label(self) -> str:
        return {"diligent": "认真", "late": "拖拉", "careless": "马虎", "offline": "常断网"}[self.value]


@dataclass(frozen=True, slots=True)
class Traits:
    """What a habit means in numbers.

    `looks_every`: days between two looks of an owner at the phone. `skips_every`: each so-manieth report is forgotten
    (0: none), `late_every`: each so-manieth is handed in after the cut-off. `last_days`: how many days before the due
    day work is begun. `overlooks`: share of faults not seen. `days_without_network`: the longest stretch.
    `clock_ahead`: minutes by which the phone's clock is fast. `overdue_by`: how many days after its period a fault is
    put right (negative: before). `works`: share of the working days that see the person at work on the campaign.
    """

    looks_every: int
    skips_every: int = 0
    late_every: int = 0
    last_days: int = 400
    overlooks: float = 0.05
    days_without_network: int = 0
    clock_ahead: int = 0
    overdue_by: tuple[int, int] = (-2, 0)
    works: float = 1.0


TRAITS = {
    Habit.DILIGENT: Traits(looks_every=5),
    Habit.LATE: Traits(looks_every=11, late_every=2, last_days=20, overdue_by=(0, 4), works=0.8),
    Habit.CARELESS: Traits(looks_every=19, skips_every=3, overlooks=0.7, clock_ahead=6, overdue_by=(2, 12), works=0.6),
    Habit.OFFLINE: Traits(looks_every=9, late_every=5, days_without_network=4, overdue_by=(-1, 2)),
}

ROUND = (
    Habit.DILIGENT, Habit.LATE, Habit.CARELESS, Habit.OFFLINE, Habit.DILIGENT, Habit.DILIGENT, Habit.DILIGENT,
    Habit.OFFLINE, Habit.DILIGENT, Habit.DILIGENT,
)  # fmt: skip
"""Habits are dealt out in turn, so that a small street has some of each."""

MINUTES_A_DAY = {
    Role.OFFICE: 360,
    Role.LEADER: 60,
    Role.CLERK: 180,
    Role.GRID_WORKER: 150,
    Role.BUREAU: 120,
    Role.OWNER: 60,
    Role.SUPERVISOR: 240,
}
"""What a person in a post can give to one campaign on a working day. An assumption, told with the result."""

WORKING_DAY = 420
"""What a person can give to all campaigns together."""

WAY = 8
"""Minutes from one subject to the next."""
