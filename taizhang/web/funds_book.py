"""The funds of a campaign as an Excel file: one line a fund, and one a payment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.funds.models import Fund
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook

FUNDS = [
    Column("序号", 6, "number"), Column("用途", 34), Column("单位", 20), Column("资金来源", 24),
    Column(("金额（元）", "安排"), 14, "number", 2), Column(("金额（元）", "拨付"), 14, "number", 2),
    Column(("金额（元）", "支出"), 14, "number", 2), Column(("金额（元）", "结余"), 14, "number", 2),
]  # fmt: skip
PAYMENTS = [
    Column("序号", 6, "number"), Column("资金", 34), Column("日期", 12), Column("类别", 8),
    Column("金额（元）", 14, "number", 2), Column("付给谁", 24), Column("说明", 34), Column("票据", 6, "number"),
    Column("登记人", 12), Column("冲销原因", 24),
]  # fmt: skip
VERBS = {"released": "拨付", "spent": "支出"}


def funds_workbook(actor: Actor, rows: list[Fund], title: str, *, at: datetime) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    orgs = dict(Org.objects.filter(number__in={row.org for row in rows}).values_list("number", "name"))
    totals = [sum(getattr(row, name) for row in rows) / 100 for name in ("planned", "released", "spent", "left")]
    sheets = [
        Sheet("资金", f"{title}资金安排和使用", FUNDS, _funds(rows, orgs), caption, ["", "合计", "", "", *totals], 2),
        Sheet("明细", f"{title}资金收支明细", PAYMENTS, _payments(rows), caption, frozen=2),
    ]
    write_workbook(book, sheets, created=at, author=actor.org_name)
    book.seek(0)
    return book


def _funds(rows: list[Fund], orgs: dict[int, str]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        amounts = [getattr(row, name) / 100 for name in ("planned", "released", "spent", "left")]
        yield [number, row.title, orgs.get(row.org, ""), row.source, *amounts]


def _payments(rows: list[Fund]) -> Iterator[list[Any]]:
    lines = ((row, one) for row in rows for one in row.movements)
    for number, (row, one) in enumerate(lines, 1):
        yield [
            number, row.title, one["on"] or one["at"][:10], VERBS[one["verb"]], one["amount"] / 100,
            one["payee"] or "", one["what"] or "", len(one["files"] or ()), one["name"] or "", one["void"],
        ]  # fmt: skip
