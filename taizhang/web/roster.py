"""The roster (花名册) of what is inspected: Excel with a sheet for each kind, Word to be signed and handed in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, Table
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.models import Subject
from taizhang.web.list_book import CHUNK
from taizhang.web.register_book import PlaceNames, cell_of, column_for

MOST_ON_PAPER = 500
ON_PAPER = ("name", "address", "contact", "phone")
Kinds = Mapping[str, SubjectKind]


def roster_workbook(actor: Actor, rows: QuerySet[Subject], kinds: Kinds, *, whole: bool, at: datetime) -> IO[bytes]:
    """An open temporary file; closing it removes it. Raises Refused("not-now") where there is nobody to list."""
    places = PlaceNames(actor)
    said = "含完整个人信息" if whole else "个人信息已遮盖"
    caption = f"填报单位：{actor.org_name}  填报人：{actor.name}  时间：{timezone.localtime(at):%Y-%m-%d %H:%M}  {said}"
    sheets = [
        Sheet(
            _name(kind, kinds), f"{_name(kind, kinds)}花名册", _columns(fields_by_column(kinds.get(kind))),
            _lines(rows.filter(kind=kind), fields_by_column(kinds.get(kind)), places, whole), caption, frozen=5,
        )
        for kind in _present(rows, kinds)
    ]  # fmt: skip
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write_workbook(book, sheets, created=at, author=actor.org_name)
    book.seek(0)
    return book


def _columns(fields: Mapping[str, SubjectField]) -> list[Column]:
    placed = [
        Column(("所在", label), width) for label, width in (("街道（乡镇）", 14), ("社区（村）", 14), ("网格", 16))
    ]
    own = [column_for(column, field, above="基本情况") for column, field in fields.items() if column != "name"]
    return [Column("序号", 6, "number"), *placed, Column(fields["name"].label, 24), *own, Column("状态", 8)]


def _lines(
    rows: QuerySet[Subject], fields: Mapping[str, SubjectField], places: PlaceNames, whole: bool
) -> Iterator[list[Any]]:
    others = [column for column in fields if column != "name"]
    for number, row in enumerate(rows.order_by("path", "id").iterator(chunk_size=CHUNK), start=1):
        name, *values = (cell_of(row, column, fields.get(column), whole) for column in ("name", *others))
        yield [number, *places.above(row.path), name, *values, row.state_label]


def _present(rows: QuerySet[Subject], kinds: Kinds) -> list[str]:
    """The kinds that there are, in the order of the plans."""
    found = set(rows.order_by().values_list("kind", flat=True).distinct())
    if not found:
        raise Refused("not-now", "没有符合条件的整治对象，换一个筛选条件再下载花名册")
    return [*(kind for kind in kinds if kind in found), *sorted(found - set(kinds))]


def _name(kind: str, kinds: Kinds) -> str:
    return kinds[kind].name if kind in kinds else kind


def roster_paper(actor: Actor, rows: QuerySet[Subject], kinds: Kinds, *, at: datetime) -> OfficialDocument:
    """Protected values in part. Raises Refused("not-now") where there are none, or more than fit on paper."""
    present = _present(rows, kinds)
    count = rows.count()
    if count > MOST_ON_PAPER:
        raise Refused(
            "not-now", f"花名册有{count}个，Word 最多列{MOST_ON_PAPER}个：请先按类别或地方筛选，或下载 Excel 花名册"
        )
    day = timezone.localdate(at)
    return OfficialDocument(
        title="整治对象花名册",
        subtitle="（个人信息已遮盖）",
        issuer=actor.org_name,
        date=day,
        blocks=tuple(_blocks(rows, present, kinds, count)),
    )


def _blocks(rows: QuerySet[Subject], present: list[str], kinds: Kinds, count: int) -> Iterator[Block]:
    listed = list(rows.order_by("path", "id"))
    names = dict(Org.objects.filter(number__in={row.org for row in listed}).values_list("number", "name"))
    parts = "、".join(f"{_name(kind, kinds)}{sum(row.kind == kind for row in listed)}个" for kind in present)
    yield Paragraph(f"共{count}个，其中{parts}。" if len(present) > 1 else f"共{parts}。")
    for kind in present:
        fields = fields_by_column(kinds.get(kind))
        yield Heading(1, _name(kind, kinds))
        yield Table(
            ("序号", fields["name"].label, "所在", *(fields[column].label for column in ON_PAPER[1:])),
            tuple(
                (number, str(cell_of(row, "name", fields["name"], False) or ""), names.get(row.org, ""),
                 *(str(cell_of(row, column, fields[column], False) or "—") for column in ON_PAPER[1:]))
                for number, row in enumerate((row for row in listed if row.kind == kind), 1)
            ),
            widths=(4, 13, 9, 13, 6, 10),
            align=("center", "left", "left", "left", "center", "center"),
        )  # fmt: skip
