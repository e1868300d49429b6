"""The rows that an import left out, as Excel, with what is wrong beside them; and the list of first passwords."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import IO, Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.accounts.models import User
from taizhang.imports.models import Import
from taizhang.imports.org_targets import TABLE_LABELS
from taizhang.imports.queries import rows_below
from taizhang.imports.tabular import Book, open_book
from taizhang.journal.files import content_of
from taizhang.orgs.models import Org, Post
from taizhang.render.workbook import Column, Sheet, write_workbook

REMARK = "问题和改法"


def faults_workbook(work: Import, *, at: datetime) -> IO[bytes]:
    """An open temporary file; closing it removes it. Only rows with something grave, in the order of the file."""
    remarks: dict[tuple[str, int], list[str]] = {}
    for table, row, column, message, remedy in (
        work.faults.filter(grave=True).order_by("pk").values_list("table", "row", "column", "message", "remedy")
    ):
        remarks.setdefault((table, row), []).append(f"{column}：{message}。{remedy}")
    book = open_book(content_of(work.sha256))
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    sheets = [_sheet(work, held, book, remarks, at) for held in work.tables]
    write_workbook(target, sheets, created=at)
    target.seek(0)
    return target


def _sheet(
    work: Import, held: dict[str, Any], book: Book, remarks: dict[tuple[str, int], list[str]], at: datetime
) -> Sheet:
    table = held["table"] if work.what == Import.ORGS else ""
    heads = [head or f"第{index}列" for index, head in enumerate(held["heads"], start=1)]
    columns = [Column("原行号", 8, "number"), *(Column(head, 16) for head in heads), Column(REMARK, 60)]
    name = TABLE_LABELS.get(held["table"], "未导入的行")
    moment = f"{timezone.localtime(at):%Y-%m-%d %H:%M}"
    return Sheet(
        name=name,
        title=f"{work.file_name}：有错的行",
        columns=columns,
        rows=_rows(held, book, table, remarks, len(heads)),
        caption=f"改正后可以直接把这个文件再上传一次。生成时间：{moment}",
        frozen=1,
    )


def _rows(
    held: dict[str, Any], book: Book, table: str, remarks: dict[tuple[str, int], list[str]], width: int
) -> Iterator[list[Any]]:
    for number, cells in rows_below(book, held):
        if (table, number) in remarks:
            padded = [*cells[:width], *[None] * (width - len(cells))]
            yield [number, *padded, "；".join(remarks[(table, number)])]


def passwords_workbook(actor: Actor, given: Sequence[tuple[User, str]], *, at: datetime) -> bytes:
    """Who got which first password; it is written here and nowhere else."""
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(user__in=[person.pk for person, _ in given], until=None).order_by("number"):
        posts.setdefault(post.user_id or 0, []).append(post)
    orgs = dict(
        Org.objects.filter(number__in={post.org for held in posts.values() for post in held}).values_list(
            "number", "name"
        )
    )
    rows = []
    for person, password in given:
        held = posts.get(person.pk, [])
        where = "、".join(f"{orgs.get(post.org, '')}{post}" for post in held)
        rows.append([person.name, person.username, password, where])
    target = BytesIO()
    columns = [Column("姓名", 12), Column("登录名", 18), Column("初始密码", 20), Column("岗位", 50)]
    caption = (
        f"制表：{actor.name}  时间：{timezone.localtime(at):%Y-%m-%d %H:%M}  首次登录须修改密码，请逐人交付，用后销毁"
    )
    write_workbook(target, [Sheet("初始密码", "初始密码表", columns, rows, caption)], created=at, author=actor.org_name)
    return target.getvalue()
