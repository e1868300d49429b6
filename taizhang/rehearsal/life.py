"""Simulated time: what is to happen waits in order of its moment; the clock of the product wakes between the people.

All campaigns of a rehearsal share it: the same people, each with one phone and the hours of one day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.journal.seal import seal
from taizhang.reports.operations import sweep
from taizhang.standings.operations import rank
from taizhang.workflows.clock import tick
from taizhang.workflows.told import tell_people

from .camera import Camera
from .habits import TRAITS, WORKING_DAY
from .phone import Phone
from .town import Resident, Town

Act = Callable[[datetime], None]

WAKES = ("00:05", "08:00", "12:02", "14:02", "16:02", "17:32", "21:30")
"""When the worker looks at the clock. Rarely enough that things fall due while it sleeps."""


@dataclass
class Life:
    """A town and what is going to happen in it. Everything by chance follows from `seed`."""

    town: Town
    camera: Camera
    seed: str
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._turn = count()
        self._spent: dict[tuple[str, date], int] = defaultdict(int)
        self._phones: dict[str, Phone] = {}
        self.owners: dict[UUID, Resident] = {
            one.actor.subject: one for one in self.town.of_role(Role.OWNER) if one.actor.subject
        }

    def chance(self, *about: object) -> Random:
        """A source of chance of its own for each thing, so that one more throw here changes nothing there."""
        return Random(" ".join(map(str, (self.seed, *about))))  # noqa: S311 - repeatable on purpose

    def phone(self, who: Resident) -> Phone:
        if who.username not in self._phones:
            chance = self.chance("phone", who.username)
            self._phones[who.username] = Phone(
                f"phone-{who.username}", who.actors, TRAITS[who.habit], self.camera, chance
            )
        return self._phones[who.username]

    @property
    def phones(self) -> list[Phone]:
        return [self._phones[name] for name in sorted(self._phones)]

    def at(self, moment: datetime, act: Act) -> None:
        heappush(self._waiting, (moment, next(self._turn), act))

    def wake_clock(self, day: date) -> None:
        """The worker's round at each of its hours; on one day in eleven it sleeps till evening."""
        asleep = self.chance("worker", day).random() < 0.09
        for clock in WAKES[-1:] if asleep else WAKES:
            self.at(datetime.combine(day, time.fromisoformat(clock), CHINA), look_at_clock)

    def run(self, until: datetime) -> None:
        """Let happen what is due up to a moment. What a person tried and was refused is counted, as life goes on."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, act = heappop(self._waiting)
            try:
                act(moment)
            except Refused as refused:
                self.refused[refused.refusal.code] += 1

    def spend(self, who: Resident, day: date, minutes: int) -> bool:
        """Whether the person's day still holds so many minutes, all campaigns together; they are then spent."""
        spent = self._spent[who.username, day]
        if spent and spent + minutes > WORKING_DAY:
            return False
        self._spent[who.username, day] += minutes
        return True


def look_at_clock(now: datetime) -> None:
    """A round of the worker."""
    tick(now=now)
    sweep(now=now)
    rank(now=now)
    seal(at=now)
    tell_people(now=now)
