"""The transfers of a campaign as an Excel file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.transfers.models import Transfer

COLUMNS = [
    Column("序号", 6, "number"), Column("所在", 18), Column("地块", 22), Column("流转面积（亩）", 12, "number", 2),
    Column("受让方", 26), Column("受让方类型", 14), Column("起始日", 12), Column("到期日", 12),
    Column("价格（元/亩·年）", 14, "number", 2), Column("用途", 22), Column("合同编号", 18),
    Column("合同件数", 8, "number"), Column("状态", 10), Column("结束日", 12), Column("说明", 24), Column("登记人", 12),
]  # fmt: skip


def transfers_workbook(actor: Actor, rows: list[Transfer], title: str, *, at: datetime) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    total = sum(row.area for row in rows if row.runs) / 100
    last: list[Any] = ["", "履行中合计", "", total, *[""] * (len(COLUMNS) - 4)]
    sheet = Sheet("土地流转", f"{title}土地流转台账", COLUMNS, _lines(rows, orgs), caption, last, 3)
    write_workbook(book, [sheet], created=at, author=actor.org_name)
    book.seek(0)
    return book


def _lines(rows: list[Transfer], orgs: dict[int, str]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        yield [
            number, orgs.get(row.org, ""), row.subject_name, row.mu, row.operator_name, row.operator_type,
            row.starts_on.isoformat(), row.ends_on.isoformat(), row.price / 100, row.use, row.contract, len(row.files),
            row.state_label, row.ended_on.isoformat() if row.ended_on else "", row.reason, row.signed_by,
        ]  # fmt: skip
