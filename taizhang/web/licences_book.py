"""The papers in scope as an Excel file, and on a second sheet who lacks one, by name. Persons stand in part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.licences.models import Licence
from taizhang.licences.queries import Lack
from taizhang.render.workbook import Column, Sheet, write_workbook

PAPERS = [
    Column("序号", 6, "number"), Column("证照", 26), Column("对象", 24), Column("持证人", 10), Column("证号", 20),
    Column("许可范围", 24), Column("发证日期", 12), Column("有效期至", 12), Column("状态", 10), Column("所在", 20),
]  # fmt: skip
LACKS = [Column("序号", 6, "number"), Column("证照", 26), Column("缺证的", 30), Column("情况", 24), Column("所在", 20)]


def licences_workbook(
    actor: Actor, title: str, rows: Iterable[Licence], lacks: Iterable[Lack], places: Mapping[int, str], *, at: datetime
) -> IO[bytes]:
    """An open temporary file with the workbook; closing it removes it."""
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  导出时间：{timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheets = [
        Sheet("证照", f"{title}证照台账", PAPERS, _papers(rows, places), caption, frozen=2),
        Sheet("缺证", f"{title}缺证名单", LACKS, _lacks(lacks, places), caption, frozen=2),
    ]
    write_workbook(book, sheets, created=at, author=actor.org_name)
    book.seek(0)
    return book


def _papers(rows: Iterable[Licence], places: Mapping[int, str]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        yield [
            number, row.licence_name, row.holder_name, row.shown_person, row.shown_number, row.scope,
            str(row.issued_on or ""), str(row.valid_until or ("长期" if row.holding else "")), row.standing_label,
            places.get(row.org, ""),
        ]  # fmt: skip


def _lacks(lacks: Iterable[Lack], places: Mapping[int, str]) -> Iterator[list[Any]]:
    for number, lack in enumerate(lacks, 1):
        yield [number, lack.licence, lack.holder, lack.why, places.get(lack.org, "")]
