"""Who has signed and who has not, as Excel: a sheet for each letter, every signer by name, from level to level."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan.rules import DutyRule
from taizhang.duties.models import Duty
from taizhang.duties.queries import duties_for
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.naming import names_in_part
from taizhang.web.letters import Letter
from taizhang.web.register_book import PlaceNames

BATCH = 500
STATES = {"open": "未签", "lapsed": "逾期未签", "met": "已签", "met_late": "逾期签订", "excused": "免签"}
COLUMNS = [
    Column("序号", 6, "number"), Column(("所在", "街道（乡镇）"), 14), Column(("所在", "社区（村）"), 14),
    Column(("所在", "网格"), 16), Column("签订单位（人）", 26), Column("经办单位", 18), Column("签订期限", 12, "date"),
    Column(("签订情况", "状态"), 10), Column(("签订情况", "签订时间"), 17, "datetime"),
    Column(("签订情况", "签字人"), 12),
]  # fmt: skip


def letters_workbook(
    actor: Actor, campaign: Campaign, place: Org, letters: Sequence[Letter], *, at: datetime
) -> IO[bytes]:
    """An open temporary file; closing it removes it. There must be a letter."""
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    places = PlaceNames(actor)
    sheets = [
        Sheet(
            letter.paper.title, f"{place.name}{letter.paper.title}签订情况", COLUMNS,
            _lines(actor, owed(actor, campaign, place, letter.rule), places),
            f"{caption}  应签{letter.here.owed}份，已签{letter.here.met}份", frozen=5,
        )
        for letter in letters
    ]  # fmt: skip
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write_workbook(book, sheets, created=at, author=actor.org_name)
    book.seek(0)
    return book


def owed(actor: Actor, campaign: Campaign, place: Org, rule: DutyRule) -> QuerySet[Duty]:
    """Signed or not, by place."""
    rows = duties_for(actor).filter(campaign=campaign.pk, rule=rule.id, path__under=place.path)
    return rows.order_by("path", "pk")


def _lines(actor: Actor, rows: QuerySet[Duty], places: PlaceNames) -> Iterator[list[Any]]:
    found = rows.iterator(chunk_size=BATCH)
    before = 0
    while batch := list(islice(found, BATCH)):
        yield from _of_batch(actor, batch, places, before)
        before += len(batch)


def _of_batch(actor: Actor, rows: Sequence[Duty], places: PlaceNames, before: int) -> Iterator[list[Any]]:
    """Three queries."""
    bearers = dict(Org.objects.filter(number__in={row.bearer for row in rows}).values_list("number", "name"))
    subjects = names_in_part(actor, (row.subject for row in rows))
    for number, row in enumerate(rows, before + 1):
        bearer = bearers.get(row.bearer, "")
        met = timezone.localtime(row.met_at).replace(tzinfo=None) if row.met_at else None
        yield [
            number, *places.above(row.path), subjects.get(row.subject or row.pk) or bearer, bearer,
            timezone.localtime(row.due_at).date(), STATES[row.state], met, row.evidence.get("receiver", ""),
        ]  # fmt: skip
