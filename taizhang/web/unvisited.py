"""应查未查: the subjects that nobody has visited yet, by name, under their grid and whoever answers for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.models import Campaign
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org, Post
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming
from taizhang.subjects.queries import by_ids

VISITS = frozenset({"inspect", "recheck"})
PAGE = 100
BATCH = 500


@dataclass
class Group:
    """A place, the persons who answer for it, and whom they still have to visit there."""

    org: Org | None
    persons: list[str]
    lines: list[tuple[Duty, Subject | None, str]] = field(default_factory=list)
    """Each visit with the subject, and its name as a list shows it."""


def unvisited(actor: Actor, campaign: Campaign, asked: Mapping[str, str], *, at: datetime) -> QuerySet[Duty]:
    """Visits to subjects that are owed by now and not made, by place."""
    rows = duties_for(actor).filter(
        campaign=campaign.pk, verb__in=VISITS, subject__isnull=False, state__in=["open", "lapsed"], opens_at__lte=at
    )
    for name in ("rule", "line"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    return rows.order_by("path", "id")


def page_of(actor: Actor, rows: QuerySet[Duty], after: str) -> tuple[list[Group], str]:
    """One page by place: (groups, key of the next page or "")."""
    page, following = page_by_key(rows, "path", after, PAGE)
    return _grouped(page, Naming(kinds_for(actor))), following


def _grouped(rows: Sequence[Duty], naming: Naming) -> list[Group]:
    """Three queries."""
    orgs = {org.number: org for org in Org.objects.filter(number__in={row.place for row in rows})}
    subjects = by_ids(row.subject for row in rows if row.subject)
    persons: dict[int, list[str]] = {}
    posts = Post.objects.filter(org__in=list(orgs), role__in=[Role.GRID_WORKER, Role.CLERK], until__isnull=True)
    for org, person in posts.exclude(person="").order_by("number").values_list("org", "person"):
        persons.setdefault(org, []).append(person)
    groups: dict[int, Group] = {}
    for row in rows:
        group = groups.setdefault(row.place, Group(orgs.get(row.place), persons.get(row.place, [])))
        subject = subjects.get(row.subject) if row.subject else None
        group.lines.append((row, subject, naming.of(subject.kind, subject.name) if subject else ""))
    return list(groups.values())


COLUMNS = [
    Column("序号", 6, "number"),
    Column("网格", 20),
    Column("责任人", 14),
    Column("整治对象", 28),
    Column("地址", 34),
    Column("任务", 30),
    Column("截止", 17, "datetime"),
    Column("是否逾期", 9),
]


def unvisited_workbook(actor: Actor, campaign: Campaign, rows: QuerySet[Duty], *, at: datetime) -> IO[bytes]:
    """An open temporary file with the list; closing it removes it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheet = Sheet("应查未查", f"{campaign.title}应查未查名单", COLUMNS, _sheet_lines(actor, rows), caption, frozen=2)
    write_workbook(book, [sheet], created=at, author=actor.org_name)
    book.seek(0)
    return book


def _sheet_lines(actor: Actor, rows: QuerySet[Duty]) -> Iterator[list[Any]]:
    naming = Naming(kinds_for(actor))
    stream = rows.iterator(chunk_size=BATCH)
    batches = iter(lambda: list(islice(stream, BATCH)), [])
    lines = chain.from_iterable(_lines(batch, naming) for batch in batches)
    return ([number, *line] for number, line in enumerate(lines, start=1))


def _lines(batch: Sequence[Duty], naming: Naming) -> Iterator[list[Any]]:
    for group in _grouped(batch, naming):
        for duty, subject, name in group.lines:
            yield [
                group.org.name if group.org else "",
                "、".join(group.persons),
                name,
                subject.address if subject else "",
                duty.title,
                timezone.localtime(duty.due_at).replace(tzinfo=None),
                "是" if duty.state == "lapsed" else "",
            ]
