"""All that is held on one subject as Excel, whole: what a person is given who asks what is kept about them."""

from __future__ import annotations

import tempfile
from datetime import datetime
from typing import IO, Any

from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.plan import SubjectKind
from taizhang.core.plan.words import PRIVACY_LABELS
from taizhang.inspections.queries import inspections_for
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import same_subject

from .subject_sheet import history_of, lines_of


def held_workbook(actor: Actor, row: Subject, kind: SubjectKind | None, *, at: datetime) -> IO[bytes]:
    """An open temporary file; closing it removes it. Made for printing: four narrow sheets."""
    known = same_subject(row)
    said = f"{row.name}  提供单位：{actor.org_name}  经办人：{actor.name}  时间：{_local(at):%Y-%m-%d %H:%M}"
    moments = history_of(row, kind, whole=True)
    cases = cases_for(actor, Filter()).filter(subject__in=known).order_by("filed_at", "pk")
    found = [(one.filed_at, one.title, one.description) for one in cases]
    seen = [
        (one.happened_at, one.inspector_name, "合格" if one.passed else f"{one.failures} 项不合格")
        for one in inspections_for(actor).filter(subject__in=known).order_by("happened_at", "pk")
    ]
    sheets = [
        _sheet("现有信息", said, [("项目", 20), ("内容", 46), ("类别", 12)], _values(row, kind)),
        _sheet(
            "变更和查看", said, [("时间", 17), ("经办人", 12), ("事项", 30), ("项目", 14), ("原来", 20), ("改为", 20)],
            [
                [_local(moment.at), moment.who, moment.sentence, *change]
                for moment in reversed(moments)
                for change in [(one.label, one.before, one.after) for one in moment.changes] or [("", "", "")]
            ],
        ),
        _sheet("检查", said, [("时间", 17), ("检查人", 20), ("结果", 40)], [[_local(a), b, c] for a, b, c in seen]),
        _sheet("问题", said, [("时间", 17), ("问题", 30), ("说明", 46)], [[_local(a), b, c] for a, b, c in found]),
    ]  # fmt: skip
    book = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    write_workbook(book, sheets, created=at, author=actor.org_name)
    book.seek(0)
    return book


def _values(row: Subject, kind: SubjectKind | None) -> list[list[Any]]:
    fields = fields_by_column(kind)
    lines = [["名称", row.name, PRIVACY_LABELS[fields["name"].privacy]]]
    for line in lines_of(row, kind, whole=True):
        field = fields.get(line.column)
        lines.append([line.label, line.words, PRIVACY_LABELS[field.privacy] if field else "方案已不再使用"])
    return lines


def _sheet(name: str, said: str, columns: list[tuple[str, float]], rows: list[list[Any]]) -> Sheet:
    made = [Column(label, width, "datetime" if label == "时间" else "text") for label, width in columns]
    return Sheet(name, f"所持信息：{name}", made, rows, said)


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)
