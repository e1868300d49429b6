"""The ledger as an Excel file: rows come from the database in batches, names from two dictionaries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.cases.steps import STATE_LABELS
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.models import Subject

BATCH = 2000
SEVERITIES = {"general": "一般", "serious": "较大", "major": "重大"}
COLUMNS = [
    Column("序号", 6, "number"),
    Column("案卷编号", 14),
    Column("所在网格", 18),
    Column("整治对象", 24),
    Column("问题类别", 22),
    Column("等级", 8),
    Column("问题描述", 40),
    Column("发现人", 10),
    Column("发现时间", 17, "datetime"),
    Column("承办单位", 18),
    Column("整改期限", 17, "datetime"),
    Column("状态", 18),
    Column("逾期", 6),
    Column("延期次数", 9, "number"),
    Column("退回次数", 9, "number"),
    Column("整改时间", 17, "datetime"),
    Column("办结时间", 17, "datetime"),
]


READ = (
    "number", "campaign", "subject", "org", "category", "severity", "title", "description", "found_by_name", "filed_at",
    "handler", "due_at", "state", "overdue", "extensions", "returns", "rectified_at", "closed_at",
)  # fmt: skip
"""What a line is written from: less than half of a case, and none of its JSON."""
SUBJECT = READ.index("subject")
STATES = {str(state): label for state, label in STATE_LABELS.items()}


SHOWN_IN = {
    "number": 1, "place": 2, "subject": 3, "category": 4, "severity": 5, "title": 6, "finder": 7, "filed": 8,
    "handler": 9, "due": 10, "state": 11, "extensions": 13, "returns": 14, "rectified": 15, "closed": 16,
}  # fmt: skip
"""Where the columns of the page stand in a whole line."""


def ledger_workbook(actor: Actor, rows: QuerySet[Case], *, at: datetime, columns: Sequence[str] = ()) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it. `columns`: these of the page, else all."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    places = [0, *(SHOWN_IN[name] for name in columns)] if columns else range(len(COLUMNS))
    lines = _lines(actor, rows)
    chosen = ([line[place] for place in places] for line in lines) if columns else lines
    sheet = Sheet(
        name="问题台账",
        title="问题整改台账",
        columns=[COLUMNS[place] for place in places],
        rows=chosen,
        caption=caption,
        frozen=2,
    )
    write_workbook(book, [sheet], created=at, author=actor.org_name)
    book.seek(0)
    return book


def _lines(actor: Actor, rows: QuerySet[Case]) -> Iterator[list[Any]]:
    """Rows as the database gives them: a case is not made into an object to be written down."""
    orgs = dict(Org.objects.filter(path__under=actor.reach.split("/", 1)[0] + "/").values_list("number", "name"))
    categories = {
        (campaign.pk, item.id): item.name for campaign in campaigns_for(actor) for item in plan_of(campaign).categories
    }
    number = 0
    left = rows.values_list(*READ).iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH // 4)):
        wanted = {row[SUBJECT] for row in batch if row[SUBJECT]}
        subjects = dict(Subject.objects.filter(pk__in=wanted).values_list("pk", "name"))
        for row in batch:
            number += 1
            yield _line(number, row, orgs, subjects, categories)


def _line(
    count: int, row: tuple[Any, ...], orgs: dict[int, str], subjects: dict[Any, str], categories: dict[Any, str]
) -> list[Any]:
    (
        number, campaign, subject, org, category, severity, title, description, found_by, filed_at, handler, due_at,
        state, overdue, extensions, returns, rectified_at, closed_at,
    ) = row  # fmt: skip
    return [
        count,
        number,
        orgs.get(org, ""),
        subjects.get(subject, ""),
        categories.get((campaign, category), category),
        SEVERITIES.get(severity, severity),
        f"{title}。{description}" if description else title,
        found_by,
        _local(filed_at),
        orgs.get(handler, ""),
        _local(due_at),
        STATES.get(state, state),
        "是" if overdue else "",
        extensions,
        returns,
        _local(rectified_at),
        _local(closed_at),
    ]


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(CHINA).replace(tzinfo=None) if moment else None
