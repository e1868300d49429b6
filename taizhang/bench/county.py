"""A county: its campaign starts on all villages and subjects at once; its map and screen show all of them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.operations import start
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.rows.inserting import insert
from taizhang.subjects.models import Subject

from . import yardsticks
from .figure import Figure, rate
from .memory import memory_above
from .pages import look_at, signed_in

VILLAGES, SUBJECTS, TOWNSHIPS = 200, 60_000, 20
POINTS = 100_000
"""On the map: those of the campaign and as many more as make up this number."""
COUNTY = "530198"
WEST, SOUTH, WIDE = 102.0, 24.0, 1.0
"""Where it lies, in degrees."""


@dataclass(frozen=True, slots=True)
class County:
    root: Org
    villages: Sequence[Org]
    office: Actor


def county_figures(plan: Plan, kind: str, *, at: datetime) -> Iterator[Figure]:
    county = _tree(at)
    _register(county, kind, SUBJECTS, at)
    begun = time.perf_counter()
    with memory_above() as most:
        campaign = start(by=county.office, at=at, plan=plan, root=county.root, units={})
    taken = time.perf_counter() - begun
    duties = Duty.objects.filter(campaign=campaign).count()
    theirs = rate(lambda: yardsticks.bulk(["x" * 500] * min(duties, 10_000), 1000))
    name = f"启动县级专项整治（{duties:,} 项任务）"
    yield Figure(name, duties / taken, "项/秒", "数据库成批写入", theirs, 0, besides=most.said)
    _register(county, kind, POINTS - SUBJECTS, at)
    yield from _screens(county, campaign)


def _screens(county: County, campaign: UUID) -> Iterator[Figure]:
    """What shows all of a county at once, within a second."""
    client = signed_in(county.office)
    county_wide = f"{WEST},{SOUTH},{WEST + WIDE},{SOUTH + WIDE}"
    street = f"{WEST},{SOUTH},{WEST + WIDE / 100},{SOUTH + WIDE / 100}"
    addresses = {
        "指挥屏（全县）": f"/screen/{campaign}/",
        "指挥屏的电脑页（全县）": f"/screen/{campaign}/{county.root.number}/desk",
        f"地图（{POINTS:,} 个点）": "/map/",
        "点位，窗口盖住全县": f"/map/clusters.geojson?window={county_wide}&across=20",
        "点位，窗口盖住一条街": f"/map/clusters.geojson?window={street}&across=20",
    }
    for name, address in addresses.items():
        seen = look_at(client, address)
        yield Figure(name, 1 / seen.middle, "页/秒", "一秒一页", 1, 1, besides=seen.said, missed=seen.missed(seen))


def _tree(at: datetime) -> County:
    townships = [f"{COUNTY}{number:03d}" for number in range(1, TOWNSHIPS + 1)]
    villages = [f"{townships[number % TOWNSHIPS]}{number:03d}" for number in range(VILLAGES)]
    orgs = [NewOrg(COUNTY, Org.AREA, "county", "青禾县", "")]
    orgs += [NewOrg(code, Org.AREA, "township", f"第{number}镇", COUNTY) for number, code in enumerate(townships, 1)]
    orgs += [NewOrg(code, Org.AREA, "village", f"第{code[-3:]}村", code[:-3]) for code in villages]
    set_orgs(orgs, by="user:0", at=at)
    stored = {org.code: org for org in Org.objects.filter(code__startswith=COUNTY)}
    user = User.objects.create(username="county", name="县整治办", password="!")  # noqa: S106
    set_posts([NewPost(stored[COUNTY], Role.OFFICE, user.pk, user.name)], by="user:0", at=at)
    return County(stored[COUNTY], [stored[code] for code in villages], actors_of(user.pk, user.name, at=at)[0])


@transaction.atomic
def _register(county: County, kind: str, count: int, at: datetime) -> None:
    """As many more subjects, each with its spot; none has entries of its own."""
    chance = random.Random(count)  # noqa: S311 - a chance that comes again
    shared = {"kind": kind, "address_key": "", "added_at": at, "updated_at": at}
    insert([
        Subject(
            id=uuid7(), name=f"县餐馆{count}-{number}", name_key=f"县餐馆{count}-{number}", org=village.number,
            path=village.path, lat=SOUTH + WIDE * chance.random(), lng=WEST + WIDE * chance.random(), **shared,
        )
        for number in range(count)
        for village in [county.villages[number % len(county.villages)]]
    ])  # fmt: skip
