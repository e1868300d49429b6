"""A register as Excel, streamed: every line with what followed it and when; protected values in part."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.books.models import BookLine
from taizhang.core.plan import Book
from taizhang.orgs.models import Org
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.masking import masked
from taizhang.subjects.models import Subject

CHUNK = 2000


def book_workbook(actor: Actor, book: Book, rows: QuerySet[BookLine], *, at: datetime) -> IO[bytes]:
    """An open temporary file; closing it removes it."""
    own = [Column(field.label, 14, "number" if field.type == "number" else "text") for field in book.fields]
    steps = [Column((step.name, words), 16) for step in book.steps for words in ("时间", "经办人", "是否超时")]
    columns = [
        Column("序号", 6, "number"), Column("登记单位", 20), Column("登记时间", 17, "datetime"), *own,
        Column("登记人", 10), *steps, Column("备注", 16),
    ]  # fmt: skip
    moment = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    caption = f"导出单位：{actor.org_name}  导出人：{actor.name}  时间：{moment}  个人信息已遮盖"
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write_workbook(
        file, [Sheet(book.title[:31], book.title, columns, _lines(book, rows, at), caption, frozen=2)],
        created=at, author=actor.org_name,
    )  # fmt: skip
    file.seek(0)
    return file


def _lines(book: Book, rows: QuerySet[BookLine], at: datetime) -> Iterator[list[Any]]:
    places = dict(Org.objects.filter(number__in=rows.order_by().values("org")).values_list("number", "name"))
    subjects = dict(Subject.objects.filter(pk__in=rows.order_by().values("subject")).values_list("pk", "name"))
    for number, row in enumerate(rows.order_by("written_at", "pk").iterator(chunk_size=CHUNK), 1):
        keeper = subjects.get(row.subject, "") if row.subject else places.get(row.org, "")
        values = [masked(row.values.get(field.id), field) for field in book.fields]
        if row.nothing:
            values[0] = book.nothing or "无"
        follows = [cell for step in book.steps for cell in _follow(row, step.id, at)]
        yield [number, keeper, _local(row.written_at), *values, row.written_by, *follows, _remark(row)]


def _follow(row: BookLine, name: str, at: datetime) -> list[Any]:
    step = row.step(name)
    if step is None:
        return ["", "", ""]
    due = datetime.fromisoformat(step["due_at"]) if step.get("due_at") else None
    moment = datetime.fromisoformat(step["moment"]) if step.get("moment") else None
    late = due is not None and (moment or at) > due
    done = f"{_local(moment):%Y-%m-%d %H:%M}" if moment else "未办"
    return [done, step.get("name", ""), "超时" if late else ""]


def _remark(row: BookLine) -> str:
    if row.withdrawn_at:
        return f"作废：{row.reason}"
    return f"更正 {row.corrections} 次" if row.corrections else ""


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)
