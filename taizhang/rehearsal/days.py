"""What a day is made of: who does what at which hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from taizhang.core.calendar import CHINA, end_of_day
from taizhang.core.roles import Role

from .acts import begin_day
from .bookkeeping import keeps_daily, write_unasked
from .casework import through_the_cases
from .course import Course
from .exams import sit_exams
from .goods import ask_for_goods
from .land import bring_together
from .life import Act, Life
from .naming import look_at_names
from .paperwork import hand_in, sittings
from .rated import look_at_ranking
from .sorting import weigh_in
from .town import Resident
from .under_law import pursue

WORKERS = (Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.BUREAU, Role.CLERK, Role.GRID_WORKER)


def live(life: Life, courses: Sequence[Course], day: date, until: datetime) -> None:
    """One day of the campaigns, or what of it lies before `until`."""
    life.wake_clock(day)
    for course in courses:
        _plan_day(course, day)
    life.run(min(end_of_day(day), until))


def _plan_day(course: Course, day: date) -> None:
    worked = course.plan.calendar.is_workday(day)
    for who in course.town.of_role(*WORKERS):
        if worked and course.chance("works", who.username, day).random() < course.traits(who).works:
            _at_work(course, who, day)
        for moment in sittings(course, who, day):
            course.at(moment, partial(hand_in, course, who))
    daily = worked and keeps_daily(course)
    for turn, owner in enumerate(course.town.of_role(Role.OWNER)):
        if daily:
            for hour in (8, 13):  # before the first lesson, morning and afternoon
                course.at(_moment(day, hour, turn % 25), partial(begin_day, course, owner))
        elif (day.toordinal() + turn) % course.traits(owner).looks_every == 0:
            _look(course, owner, day)


def _at_work(course: Course, who: Resident, day: date) -> None:
    chance = course.chance("hours", who.username, day)
    begins = _moment(day, 8, chance.randint(20, 55))
    hours: list[tuple[timedelta, Act]] = [(timedelta(), partial(begin_day, course, who))]
    hours.append((timedelta(minutes=50 + chance.randint(0, 40)), partial(through_the_cases, course, who)))
    hours.append((timedelta(hours=4), partial(bring_together, course, who)))
    for beside in (write_unasked, sit_exams, ask_for_goods, pursue, look_at_names):
        hours.append((timedelta(hours=5, minutes=chance.randint(0, 50)), partial(beside, course, who)))
    if who.role in {Role.CLERK, Role.OFFICE}:
        hours.append((timedelta(hours=6, minutes=chance.randint(0, 50)), partial(through_the_cases, course, who)))
    if day.weekday() == 0 and who.role in {Role.CLERK, Role.OFFICE, Role.LEADER}:
        hours.append((timedelta(hours=2 if who.role is Role.CLERK else 7), partial(look_at_ranking, course, who)))
    if day.weekday() == 2 and who.role is Role.CLERK and course.plan.points:
        hours.append((timedelta(hours=7, minutes=10), partial(weigh_in, course, who)))
    for after, act in hours:
        course.at(begins + after, act)


def _look(course: Course, owner: Resident, day: date) -> None:
    """Owners look at the phone before they open, or when it is quiet."""
    chance = course.chance("looks", owner.username, day)
    moment = _moment(day, chance.choice((8, 10, 14, 15, 20)), chance.randint(0, 59))
    course.at(moment, partial(begin_day, course, owner))


def _moment(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), CHINA)
