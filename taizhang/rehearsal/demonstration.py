"""The demonstration: a street in the second phase of its campaign today, kept in the installation to be looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.campaigns.packs import pack
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.calendar import CHINA
from taizhang.core.plan import Plan, shift
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.journal.models import StoredEntry
from taizhang.journal.seal import seal

from .camera import Camera
from .course import Course
from .days import live
from .habits import Habit
from .life import Life, look_at_clock
from .town import Resident, Town, build, invented

PACK = "gas-safety"
DAYS_IN = 21
"""How long the second phase has run."""

SHOWN = (
    Role.OFFICE, Role.LEADER, Role.SUPERVISOR, Role.BUREAU, Role.CLERK, Role.GRID_WORKER, Role.OWNER, Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN, Role.AUDITOR,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """One of the accounts that a newcomer signs in with."""

    username: str
    role: str
    name: str
    org: str


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What is told to the newcomer; kept beside the data for the next start."""

    title: str
    password: str
    accounts: tuple[Account, ...]


def told_file() -> Path:
    return Path(settings.DEMONSTRATION)


def known() -> Demonstration | None:
    """The demonstration of this installation, if it was prepared."""
    if not told_file().exists() or not Campaign.objects.filter(demo=True).exists():
        return None
    found = json.loads(told_file().read_text(encoding="utf-8"))
    accounts = tuple(Account(**account) for account in found["accounts"])
    return Demonstration(found["title"], found["password"], accounts)


def prepare(
    *,
    now: datetime,
    password: str,
    villages: int,
    subjects: int,
    told: Callable[[date, int, int], None] = lambda *_: None,
) -> Demonstration:
    """Live through the campaign up to now, in so many communities with so many subjects each: all is kept, or nothing.

    `told` hears of each day: the day, its number, and how many there are. Raises Refused("not-now") where the
    installation already holds data of its own.
    """
    if User.objects.exists() or StoredEntry.objects.exists():
        raise Refused("not-now", "这里已有数据，演示只能放在空的数据目录里：请把 TAIZHANG_HOME 设为另一个目录")
    plan = placed(pack(PACK).plan, now.astimezone(CHINA).date())
    with transaction.atomic():
        course = _begun(plan, password, villages, subjects)
        first = course.campaign.started_at.astimezone(CHINA).date()
        days = (now.astimezone(CHINA).date() - first).days + 1
        for number in range(days):
            day = first + timedelta(days=number)
            live(course.life, [course], day, now)
            told(day, number + 1, days)
        look_at_clock(now)
        seal(at=now)
        found = Demonstration(course.campaign.title, password, _accounts(course.town))
        _tell(found)
    return found


def placed(plan: Plan, today: date) -> Plan:
    """The plan moved so that its second phase has run for some weeks today."""
    phase = plan.phases[1] if len(plan.phases) > 1 else plan.phases[0]
    if plan.start is None or phase.start is None or phase.end is None:
        raise Refused("plan-not-ready", "演示用的方案没有写明各阶段日期")
    into = min(timedelta(days=DAYS_IN), (phase.end - phase.start) // 2)
    return shift(plan, today - into - (phase.start - plan.start))


def _begun(plan: Plan, password: str, villages: int, subjects: int) -> Course:
    assert plan.start is not None
    morning = datetime.combine(plan.start, time(8, 30), CHINA)
    ground = invented([plan], villages=villages, subjects=subjects)
    town = build([plan], ground, PACK, at=morning - timedelta(days=9), password=password)
    about = start(
        by=town.office.actor, at=morning, plan=plan, root=town.root, units=town.units(plan), leaders=_leaders(town),
        source_text=pack(PACK).text, demo=True,
    )  # fmt: skip
    return Course(Life(town, Camera(), PACK), Campaign.objects.get(pk=about), PACK)


def _leaders(town: Town) -> list[dict[str, str]]:
    named = [("组长", town.of_role(Role.LEADER)), ("办公室主任", town.of_role(Role.OFFICE))]
    named.append(("成员", town.of_role(Role.BUREAU)))
    return [
        {"role": role, "name": one.name, "post": one.actor.org_name, "source": ""}
        for role, residents in named
        for one in residents
    ]


def _accounts(town: Town) -> tuple[Account, ...]:
    """One person for each role: those who stand together round one case that is being put right."""
    waiting = cases_for(town.office.actor, Filter(state="waiting")).order_by("due_at", "pk")
    rounds = (_round(town, case) for case in waiting)
    told = next((one for one in rounds if one.get(Role.CLERK, town.office).habit is Habit.DILIGENT), {})
    return tuple(_account(told.get(role) or town.of_role(role)[0]) for role in SHOWN if town.of_role(role))


def _round(town: Town, case: Case) -> dict[Role, Resident]:
    """Who has to do with a case: its owner, grid worker, clerk and bureau."""
    return {
        one.role: one
        for one in town.residents
        if (one.role is Role.OWNER and one.actor.subject == case.subject)
        or (one.role is Role.GRID_WORKER and one.actor.org == case.org)
        or (one.role is Role.CLERK and case.path.startswith(one.actor.path))
        or (one.role is Role.BUREAU and one.actor.org == case.line_org)
    }


def _account(one: Resident) -> Account:
    return Account(one.username, one.role.label, one.name, one.actor.org_name)


def _tell(found: Demonstration) -> None:
    """Written before the data is committed: where the file is and the data is not, nothing was prepared."""
    path = told_file()
    path.write_text(json.dumps(asdict(found), ensure_ascii=False, indent=1), encoding="utf-8")
    path.chmod(0o600)
