"""One campaign of a rehearsal: its plan, and what people give to it of their time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import CHINA, start_of_day
from taizhang.core.plan import Plan
from taizhang.core.roles import Power
from taizhang.reports.queries import reports_for

from .camera import Camera
from .habits import MINUTES_A_DAY, TRAITS, Traits
from .life import Act, Life
from .phone import Phone
from .town import Resident, Town

WEEK = timedelta(days=7)


@dataclass
class Course:
    """One campaign under way. Everything by chance in it follows from `seed`."""

    life: Life
    campaign: Campaign
    seed: str
    minutes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """{(role, ISO week): minutes worked}"""

    def __post_init__(self) -> None:
        self.plan: Plan = plan_of(self.campaign)
        self._spent: dict[tuple[str, date], int] = defaultdict(int)
        self._cut_offs: dict[tuple[str, int], dict[date, list[datetime]]] = {}

    @property
    def town(self) -> Town:
        return self.life.town

    @property
    def camera(self) -> Camera:
        return self.life.camera

    @property
    def owners(self) -> dict[UUID, Resident]:
        return self.life.owners

    def chance(self, *about: object) -> Random:
        """A source of chance of its own for each thing, so that one more throw here changes nothing there."""
        return Random(" ".join(map(str, (self.seed, *about))))  # noqa: S311 - repeatable on purpose

    def traits(self, who: Resident) -> Traits:
        return TRAITS[who.habit]

    def phone(self, who: Resident) -> Phone:
        return self.life.phone(who)

    def at(self, moment: datetime, act: Act) -> None:
        self.life.at(moment, act)

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

    def spend(self, who: Resident, at: datetime, minutes: int) -> bool:
        """Whether the person still has so many minutes for this campaign today; they are then spent. Long work takes a
        whole day."""
        day = at.astimezone(CHINA).date()
        spent = self._spent[who.username, day]
        if (spent and spent + minutes > MINUTES_A_DAY[who.role]) or not self.life.spend(who, day, minutes):
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
