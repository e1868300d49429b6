"""What a meeting is about, from figures and a few short lists: the same cost with a hundred cases or a million."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any, TypedDict

from django.db.models import Count, F, Q, QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.calendar.work import local_day
from taizhang.core.cases.steps import WAITING_FOR_RECTIFICATION
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.duties.milestones import sheet_of
from taizhang.duties.models import ORDERED, Duty
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org, Post
from taizhang.orgs.queries import areas_below
from taizhang.tallies.queries import figures

from .models import Dispatch

HARD, OPEN_ORDERS = 10, 50
LONG = timedelta(days=7)
"""A case is hard that is late by more than this, came back twice, or was extended."""

BEHIND = 10
"""A place lags whose coverage is so many points below that of the whole."""


class Line(TypedDict):
    """One place below. `fresh` is what became late since the last meeting; `why` says why it lags, "" if it doesn't."""

    org: int
    name: str
    who: str
    met: int
    owed: int
    open: int
    overdue: int
    lapsed: int
    fresh: int
    why: str


class HardCase(TypedDict):
    case: str
    number: str
    title: str
    place: str
    why: str


class Order(TypedDict):
    duty: str
    what: str
    org: str
    due_at: str
    late: bool


class Step(TypedDict):
    title: str
    due: str
    done: int
    wanted: int
    verdict: str
    tone: str


class Agenda(TypedDict):
    """As it is shown and, once the meeting is closed, kept. Moments are ISO texts."""

    since: str
    at: str
    moved: dict[str, int]
    lines: list[Line]
    milestones: list[Step]
    hard: list[HardCase]
    orders: list[Order]


def agenda_of(campaign: Campaign, plan: Plan, place: Org, *, at: datetime) -> Agenda:
    """Since the last closed meeting of the place, else since a day ago."""
    since = _since(campaign, place, at)
    cases = Case.objects.filter(campaign=campaign.pk, path__under=place.path)
    duties = Duty.objects.filter(campaign=campaign.pk, path__under=place.path)
    late_cases = cases.filter(state__in=WAITING_FOR_RECTIFICATION, due_at__gt=since, due_at__lte=at)
    late_duties = duties.filter(state="lapsed", due_at__gt=since, due_at__lte=at)
    done = Inspection.objects.filter(campaign=campaign.pk, path__under=place.path)
    return {
        "since": since.isoformat(),
        "at": at.isoformat(),
        "moved": {
            "filed": cases.filter(filed_at__gt=since, filed_at__lte=at).count(),
            "struck": cases.filter(state="struck", closed_at__gt=since, closed_at__lte=at).count(),
            "inspected": done.filter(happened_at__gt=since, happened_at__lte=at).count(),
            "late_cases": late_cases.count(),
            "late_duties": late_duties.count(),
        },
        "lines": _lines(campaign, place, [late_cases, late_duties]),
        "milestones": _milestones(campaign, plan, place, at),
        "hard": _hard(cases, at),
        "orders": _orders(duties, at),
    }


def _since(campaign: Campaign, place: Org, at: datetime) -> datetime:
    before = Dispatch.objects.filter(campaign=campaign.pk, org=place.number, closed_at__lt=at)
    last = before.order_by("-closed_at").values_list("closed_at", flat=True).first()
    return last or at - timedelta(days=1)


def _lines(campaign: Campaign, place: Org, fresh: Iterable[QuerySet[Any]]) -> list[Line]:
    """The places below, those that lag most first."""
    children = areas_below(place)
    counted = figures(campaign.pk, [place.number, *(child.number for child in children)])
    newly = _by_child(children, fresh)
    who = _responsible(children)
    whole = _share(counted.get(place.number, {}))
    lines = [
        _line(child, counted.get(child.number, {}), newly[child.number], who.get(child.number, ""), whole)
        for child in children
    ]
    return sorted(lines, key=lambda one: (-one["fresh"], -(one["overdue"] + one["lapsed"]), _share_of(one)))


def _by_child(children: list[Org], fresh: Iterable[QuerySet[Any]]) -> dict[int, int]:
    found = {child.number: 0 for child in children}
    for rows in fresh:
        for path, count in rows.values_list("path").annotate(n=Count("pk")).order_by():
            for child in children:
                if path.startswith(child.path):
                    found[child.number] += count
    return found


def _responsible(children: list[Org]) -> dict[int, str]:
    posts = Post.objects.filter(
        org__in=[child.number for child in children], role__in=[Role.CLERK, Role.OFFICE, Role.GRID_WORKER], until=None
    )
    return {post.org: post.person for post in posts.order_by("-number") if post.person}


def _share(here: Mapping[str, int]) -> float:
    owed = here.get("duties.owed/verb:inspect", 0)
    return here.get("duties.met/verb:inspect", 0) * 100 / owed if owed else 100.0


def _share_of(line: Line) -> float:
    return line["met"] * 100 / line["owed"] if line["owed"] else 100.0


def _line(child: Org, here: Mapping[str, int], fresh: int, who: str, whole: float) -> Line:
    overdue, lapsed = here.get("cases.overdue", 0), here.get("duties.lapsed", 0)
    behind = whole - _share(here)
    why = [
        f"新增逾期{fresh}件" if fresh else "",
        f"逾期未整改{overdue}件" if overdue else "",
        f"逾期任务{lapsed}项" if lapsed else "",
        f"排查覆盖低于平均{behind:.0f}个百分点" if behind >= BEHIND else "",
    ]
    return {
        "org": child.number, "name": child.name, "who": who, "met": here.get("duties.met/verb:inspect", 0),
        "owed": here.get("duties.owed/verb:inspect", 0), "open": here.get("cases.open", 0), "overdue": overdue,
        "lapsed": lapsed, "fresh": fresh, "why": "，".join(part for part in why if part),
    }  # fmt: skip


def _milestones(campaign: Campaign, plan: Plan, place: Org, at: datetime) -> list[Step]:
    """Those of the place itself."""
    rows = sheet_of(campaign, plan, place, local_day(at)).milestones
    return [
        {"title": one.duty.title, "due": one.due.isoformat(), "done": int(one.amount.done),
         "wanted": int(one.amount.wanted), "verdict": one.verdict, "tone": one.tone}
        for one in rows
        if one.duty.place == place.number and one.amount is not None
    ]  # fmt: skip


def _hard(cases: QuerySet[Case], at: datetime) -> list[HardCase]:
    """The cases that are proposed for work on the spot."""
    waiting = cases.filter(open=True)
    hard = waiting.filter(
        Q(returns__gte=2) | Q(extensions__gte=1) | Q(state__in=WAITING_FOR_RECTIFICATION, due_at__lt=at - LONG)
    )
    rows = list(hard.order_by((F("returns") + F("extensions")).desc(), "due_at", "pk")[:HARD])
    names = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    return [
        {"case": str(row.pk), "number": row.number, "title": row.title, "place": names.get(row.org, ""),
         "why": _why_hard(row, at)}
        for row in rows
    ]  # fmt: skip


def _why_hard(row: Case, at: datetime) -> str:
    late = (local_day(at) - local_day(row.due_at)).days if row.due_at and row.runs and row.due_at < at else 0
    parts = [
        f"逾期{late}天" if late > 0 else "",
        f"退回{row.returns}次" if row.returns else "",
        f"延期{row.extensions}次" if row.extensions else "",
        "挂牌督办" if row.supervised else "",
    ]
    return "，".join(part for part in parts if part)


def _orders(duties: QuerySet[Duty], at: datetime) -> list[Order]:
    """What was ordered before today and is not done yet."""
    today = datetime.combine(local_day(at), time.min, CHINA)
    waiting = duties.filter(rule=ORDERED, state__in=["open", "lapsed"], opens_at__lt=today)
    rows = list(waiting.order_by("due_at", "pk")[:OPEN_ORDERS])
    names = dict(Org.objects.filter(number__in={row.bearer for row in rows}).values_list("number", "name"))
    return [
        {"duty": str(row.pk), "what": row.title, "org": names.get(row.bearer, ""), "due_at": row.due_at.isoformat(),
         "late": row.due_at < at}
        for row in rows
    ]  # fmt: skip
