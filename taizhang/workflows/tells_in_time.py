"""What no entry says: each morning what has begun and what is due tomorrow; reports an hour before their cut-off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, QuerySet

from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.cases.steps import State
from taizhang.core.roles import Power, Role
from taizhang.duties.models import ORDERED, Duty
from taizhang.notices.matters import MATTERS
from taizhang.notices.models import Mark
from taizhang.notices.people import owners_of, people_at
from taizhang.notices.telling import Telling, tell
from taizhang.orgs.models import Post
from taizhang.reports.models import Report

from .tells_of_duties import Bearers, duties_of

MORNING = time(8)
BEFORE_CUT_OFF = timedelta(hours=1)
PACE = timedelta(minutes=1)
"""How often cut-offs are looked at."""
LONGEST = timedelta(days=3)
"""After a longer sleep of the worker what came before is not told any more."""


def tell_the_morning(*, now: datetime) -> int:
    """Once a day, from eight o'clock on."""
    today = datetime.combine(now.astimezone(CHINA).date(), MORNING, CHINA)
    if now < today:
        return 0
    with transaction.atomic():
        mark, _ = Mark.objects.select_for_update().get_or_create(name="morning")
        if mark.at is not None and mark.at >= today:
            return 0
        since = max(mark.at or now - timedelta(days=1), now - LONGEST)
        told = tell([*_begun(since, now), *_due_tomorrow(since, now)], at=now)
        Mark.objects.filter(pk=mark.pk).update(at=now)
        return told


def tell_of_cut_offs(*, now: datetime) -> int:
    """Each report that nobody has confirmed, when its cut-off comes within the hour."""
    with transaction.atomic():
        mark, _ = Mark.objects.select_for_update().get_or_create(name="cut-off", defaults={"at": now - PACE})
        since = mark.at or now
        if now - since < PACE:
            return 0
        Mark.objects.filter(pk=mark.pk).update(at=now)
        near = Report.objects.filter(frozen_at=None, confirmed_at=None, opens_at__lte=now, cut_off__gt=now).filter(
            cut_off__gt=since + BEFORE_CUT_OFF, cut_off__lte=now + BEFORE_CUT_OFF
        )
        cut_offs = dict(near.values_list("pk", "cut_off"))
        return tell(_cut_offs(cut_offs, now), at=now) if cut_offs else 0


def _cut_offs(cut_offs: dict[Any, datetime], now: datetime) -> Iterator[Telling]:
    duties = [duty for duty in duties_of(cut_offs).values() if not duty.settled]
    bearers = Bearers(duties, now)
    for duty in duties:
        for one in bearers.of(duty):
            yield Telling(
                to=one, matter="report-due", title=f"快到截止：{duty.title}", key=f"cut-off/{duty.pk}", thing="report",
                about=duty.pk, place=bearers.place(duty), due_at=cut_offs[duty.pk],
            )  # fmt: skip


def _begun(since: datetime, now: datetime) -> Iterator[Telling]:
    rows = Duty.objects.filter(state="open", opens_at__gt=since, opens_at__lte=now, due_at__gt=now)
    yield from _of_duties("duty-new", "新任务：", rows.exclude(rule=ORDERED), now)


def _due_tomorrow(since: datetime, now: datetime) -> Iterator[Telling]:
    """What the ladder has not reminded of already, and what is not new."""
    first = datetime.combine(now.astimezone(CHINA).date() + timedelta(days=1), time.min, CHINA)
    within = {"due_at__gte": first, "due_at__lt": first + timedelta(days=1), "rung": ""}
    duties = Duty.objects.filter(state="open", opens_at__lte=since, **within)
    yield from _of_duties("due-soon", "明天到期：", duties, now)
    yield from _of_cases(Case.objects.filter(state=State.ASSIGNED, **within), now)


def _of_duties(matter: str, said: str, rows: QuerySet[Duty], now: datetime) -> Iterator[Telling]:
    """One notice a post, whatever their number."""
    found = list(_counted(rows.exclude(role=Role.OWNER), "bearer", "role"))
    people = people_at({row["bearer"] for row in found}, at=now)
    for row in found:
        for one in (one for one in people.get(row["bearer"], ()) if one.role == row["role"]):
            yield Telling(to=one, key=f"{matter}/{now:%Y%m%d}/{one.post}", **_words(matter, said, row))
    signing_in = Post.objects.filter(role=Role.OWNER, until=None).exclude(user=None).values("subject")
    owed = list(_counted(rows.filter(role=Role.OWNER, subject__in=signing_in), "subject"))
    owners = owners_of({row["subject"] for row in owed}, at=now)
    for row in owed:
        for one in owners.get(row["subject"], ()):
            yield Telling(to=one, key=f"{matter}/{now:%Y%m%d}/{one.post}", **_words(matter, said, row))


def _of_cases(rows: QuerySet[Case], now: datetime) -> Iterator[Telling]:
    found = list(_counted(rows.exclude(handler=None), "handler"))
    people = people_at({row["handler"] for row in found}, at=now)
    for row in found:
        for one in (one for one in people.get(row["handler"], ()) if one.may(Power.RECTIFY)):
            words = _words("due-soon", "明天到期要整改：", row)
            yield Telling(to=one, key=f"cases-due/{now:%Y%m%d}/{one.post}", **words)


def _counted(rows: QuerySet[Any], *by: str) -> Sequence[dict[str, Any]]:
    return list(rows.order_by().values(*by).annotate(n=Count("pk"), first=Min("due_at"), title=Min("title")))


def _words(matter: str, said: str, row: dict[str, Any]) -> dict[str, Any]:
    one = row["n"] == 1
    title = f"{said}{row['title']}" if one else MATTERS[matter].gathered.format(n=row["n"])
    return {"matter": matter, "title": title, "due_at": row["first"]}
