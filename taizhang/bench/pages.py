"""The pages of a ledger small and large: neither their queries nor their time may grow with the records (C74)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db import connection, reset_queries
from django.test import Client

from taizhang.access.actor import Actor
from taizhang.accounts.models import User
from taizhang.cases.models import Case
from taizhang.core.plan import Plan

from .figure import Figure
from .swelling import swell
from .town import Town

ROUNDS = 9
"""How often each page is asked for; the slowest counts as the 95th in a hundred."""

LONG_ENOUGH = 4.0
"""Seconds: of a page that took so long together, it is known that it is slow."""

DASHBOARD, LIST = 1 / 1.2, 1 / 2
"""How much of its speed a dashboard, and a filtered list, has to keep in the large ledger."""

A_SECOND = 1.0
"""By when every page has to be there, however large the ledger."""
QUERIES = 12
"""More of them no page may ask."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one page took: its queries, and the middle and the slowest of its times in seconds."""

    queries: int
    middle: float
    slowest: float

    @property
    def said(self) -> str:
        return f"最慢 {1000 * self.slowest:.0f} 毫秒，{self.queries} 次查询"

    def missed(self, before: Look) -> str:
        """What is wrong with it, apart from how much of its speed it keeps."""
        if self.queries > before.queries:
            return f"查询由 {before.queries} 次增到 {self.queries} 次"
        if self.queries > QUERIES:
            return f"查询超过 {QUERIES} 次"
        return "" if self.slowest <= A_SECOND else "最慢一次超过一秒"


def page_figures(town: Town, small: int, large: int, *, at: datetime) -> Iterator[Figure]:
    """Each page at `small` cases and at `large`, for the office of the whole town and for the clerk of one grid."""
    fill(town, small, at=at)
    pages = addresses(town)
    few = {who: {name: look_at(client, address) for name, address in pages.items()} for who, client in people(town)}
    swell(large)
    for who, client in people(town):
        for name, address in pages.items():
            before, now = few[who][name], look_at(client, address)
            aim = DASHBOARD if name in BOARDS else LIST
            yield Figure(
                f"{name}（{who}）", 1 / now.middle, "页/秒", f"{small:,} 件时", 1 / before.middle, aim,
                besides=now.said, missed=now.missed(before),
            )  # fmt: skip


BOARDS = ("工作台", "专项整治总览")


def addresses(town: Town) -> dict[str, str]:
    """The pages by name."""
    assert town.campaign is not None
    plan = Plan.from_dict(town.campaign.plan)
    filters: dict[str, dict[str, str]] = {
        "问题台账": {},
        "未销号": {"state": "open"},
        "已销号": {"state": "struck"},
        "逾期": {"overdue": "1"},
        "一类问题": {"category": plan.categories[0].id},
        "重大问题": {"severity": "major"},
        "一个网格": {"org": str(town.grids[0].number)},
        "找常见的词": {"q": Case.objects.order_by("pk")[0].title[:2]},
        "找没有的词": {"q": "子虚乌有"},
    }
    return {
        "工作台": "/",
        "专项整治总览": f"/campaigns/{town.campaign.pk}/",
        **{name: f"/ledger/?{urlencode(words)}" for name, words in filters.items()},
        "我的任务": "/duties/",
        "全站查找": f"/search?{urlencode({'q': Case.objects.order_by('pk')[0].number})}",
    }


def people(town: Town) -> Iterator[tuple[str, Client]]:
    """Who looks at them, signed in."""
    for who, actor in (("整治办", town.office), ("网格员", town.workers[0])):
        yield who, signed_in(actor)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user))
    return client


def fill(town: Town, count: int, *, at: datetime) -> None:
    """Up to `count` cases, found over the thirty days before."""
    held = Case.objects.count()
    days = 30
    for day in range(days):
        more = (count - held) * (day + 1) // days - (count - held) * day // days
        if more > 0:
            town.file(more, at=at - timedelta(days=days - day))


def look_at(client: Client, address: str) -> Look:
    client.get(address)
    connection.force_debug_cursor = True
    reset_queries()
    answer = client.get(address)
    queries = len(connection.queries)
    connection.force_debug_cursor = False
    assert answer.status_code == 200, address
    taken: list[float] = []
    while len(taken) < ROUNDS and sum(taken) < LONG_ENOUGH:
        taken.append(_taken(client, address))
    taken.sort()
    return Look(queries, taken[len(taken) // 2], taken[-1])


def _taken(client: Client, address: str) -> float:
    begun = time.perf_counter()
    client.get(address)
    return time.perf_counter() - begun
