"""Simulated time: what is to happen waits in order of its moment; the clock of the product wakes between the people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import CHINA, start_of_day
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.seal import seal
from taizhang.reports.operations import sweep
from taizhang.reports.queries import reports_for
from taizhang.standings.operations import rank
from taizhang.workflows.clock import tick

from .camera import Camera
from .habits import MINUTES_A_DAY, TRAITS, Traits
from .phone import Phone
from .town import Resident, Town

WEEK = timedelta(days=7)
Act = Callable[[datetime], None]

WAKES = ("00:05", "08:00", "12:02", "14:02", "16:02", "17:32", "21:30")
"""When the worker looks at the clock. Rarely enough that things fall due while it sleeps."""


@dataclass
class Course:
    """One campaign under way. Everything by chance follows from `seed`."""

    campaign: Campaign
    town: Town
    camera: Camera
    seed: str
    refused: Counter[str] = field(default_factory=Counter)
    minutes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """{(role, ISO week): minutes worked}"""

    def __post_init__(self) -> None:
        self.plan: Plan = plan_of(self.campaign)
        self._waiting: list[tuple[datetime, int, Act]] = []
        self._turn = count()
        self._spent: dict[tuple[str, date], int] = defaultdict(int)
        self._phones: dict[str, Phone] = {}
        self._cut_offs: dict[tuple[str, int], dict[date, list[datetime]]] = {}
        self.owners: dict[UUID, Resident] = {
            one.actor.subject: one for one in self.town.of_role(Role.OWNER) if one.actor.subject
        }

    def chance(self, *about: object) -> Random:
        """A source of chance of its own for each thing, so that one more throw here changes nothing there."""
        return Random(" ".join(map(str, (self.seed, *about))))  # noqa: S311 - repeatable on purpose

    def traits(self, who: Resident) -> Traits:
        return TRAITS[who.habit]

    def phone(self, who: Resident) -> Phone:
        if who.username not in self._phones:
            self._phones[who.username] = Phone(
                f"phone-{who.username}", who.actors, self.traits(who), self.camera, self.chance("phone", who.username)
            )
        return self._phones[who.username]

    def cut_offs(self, who: Resident, day: date) -> Sequence[datetime]:
        """The cut-offs of a day of the reports that the person's own posts owe; looked up for a week at a time."""
        week = (who.username, day.toordinal() // 7)
        if week not in self._cut_offs:
            found: dict[date, set[datetime]] = defaultdict(set)
            first = start_of_day(date.fromordinal(week[1] * 7))
            for actor in who.actors:
                if actor.may(Power.CONFIRM_REPORT):
                    rows = reports_for(actor).filter(
                        campaign=self.campaign.pk, org=actor.org, cut_off__gte=first, cut_off__lt=first + WEEK
                    )
                    for moment in rows.values_list("cut_off", flat=True):
                        found[moment.astimezone(CHINA).date()].add(moment)
            self._cut_offs[week] = {one: sorted(moments) for one, moments in found.items()}
        return self._cut_offs[week].get(day, ())

    @property
    def phones(self) -> list[Phone]:
        return [self._phones[name] for name in sorted(self._phones)]

    def at(self, moment: datetime, act: Act) -> None:
        heappush(self._waiting, (moment, next(self._turn), act))

    def wake_clock(self, day: date) -> None:
        """The worker's round at each of its hours; on one day in eleven it sleeps till evening."""
        asleep = self.chance("worker", day).random() < 0.09
        for clock in WAKES[-1:] if asleep else WAKES:
            self.at(datetime.combine(day, time.fromisoformat(clock), CHINA), self.look_at_clock)

    @staticmethod
    def look_at_clock(now: datetime) -> None:
        tick(now=now)
        sweep(now=now)
        rank(now=now)
        seal(at=now)

    def run(self, until: datetime) -> None:
        """Let happen what is due up to a moment. What a person tried and was refused is counted, as life goes on."""
        while self._waiting and self._waiting[0][0] <= until:
            moment, _, act = heappop(self._waiting)
            try:
                act(moment)
            except Refused as refused:
                self.refused[refused.refusal.code] += 1

    def spend(self, who: Resident, at: datetime, minutes: int) -> bool:
        """Whether the person still has so many minutes today; they are then spent. Long work takes a whole day."""
        day = at.astimezone(CHINA).date()
        spent = self._spent[who.username, day]
        if spent and spent + minutes > MINUTES_A_DAY[who.role]:
            return False
        self._spent[who.username, day] += minutes
        year, week, _ = day.isocalendar()
        self.minutes[who.role.value, f"{year}-W{week:02}"] += minutes
        return True

    def send_soon(self, who: Resident, at: datetime) -> None:
        phone = self.phone(who)
        self.at(phone.next_network(at), phone.sync)

    def later(self, at: datetime, *, days: float) -> datetime:
        """So much later, at an hour at which people are awake."""
        moment = (at + timedelta(days=days)).astimezone(CHINA)
        return moment.replace(hour=min(max(moment.hour, 8), 20))
