"""The ledger as an Excel file: rows come from the database in batches, names from two dictionaries."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.cases.models import Case
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


def ledger_workbook(actor: Actor, rows: QuerySet[Case], *, at: datetime) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheet = Sheet(
        name="问题台账", title="问题整改台账", columns=COLUMNS, rows=_lines(actor, rows), caption=caption, frozen=2
    )
    write_workbook(book, [sheet], created=at, author=actor.org_name)
    book.seek(0)
    return book


def _lines(actor: Actor, rows: QuerySet[Case]) -> Iterator[list[Any]]:
    orgs = dict(Org.objects.filter(path__under=actor.reach.split("/", 1)[0] + "/").values_list("number", "name"))
    categories = {
        (campaign.pk, item.id): item.name for campaign in campaigns_for(actor) for item in plan_of(campaign).categories
    }
    number = 0
    for batch in _batches(rows):
        subjects = dict(Subject.objects.filter(pk__in={row.subject for row in batch}).values_list("pk", "name"))
        for row in batch:
            number += 1
            yield _line(number, row, orgs, subjects, categories)


def _batches(rows: QuerySet[Case]) -> Iterator[list[Case]]:
    batch: list[Case] = []
    for row in rows.only(*READ).iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH // 4:
            yield batch
            batch = []
    yield batch


def _line(
    number: int, row: Case, orgs: dict[int, str], subjects: dict[Any, str], categories: dict[Any, str]
) -> list[Any]:
    return [
        number,
        row.number,
        orgs.get(row.org, ""),
        subjects.get(row.subject, ""),
        categories.get((row.campaign, row.category), row.category),
        SEVERITIES.get(row.severity, row.severity),
        row.title + (f"。{row.description}" if row.description else ""),
        row.found_by_name,
        _local(row.filed_at),
        orgs.get(row.handler or 0, ""),
        _local(row.due_at),
        row.state_label,
        "是" if row.overdue else "",
        row.extensions,
        row.returns,
        _local(row.rectified_at),
        _local(row.closed_at),
    ]


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None
