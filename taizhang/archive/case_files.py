"""Case files: the ledger as Excel, and the cases of a category as official documents with their steps and photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.core.entry import Entry
from taizhang.core.plan.paper import ArchiveItem
from taizhang.core.plan.words import SEVERITY_LABELS
from taizhang.journal.models import StoredEntry
from taizhang.papers.of_case import CaseFile, facts, steps
from taizhang.papers.photos import pairs
from taizhang.render.document import Block, Heading, OfficialDocument
from taizhang.render.official_word import to_docx
from taizhang.render.workbook import Column, Sheet
from taizhang.subjects.models import Subject

from .packing import Packing, batched_rows, moment

PER_DOCUMENT = 40
"""Cases in one Word file: with photos it stays small enough to open."""

_COLUMNS = [
    Column("序号", 6, "number"), Column("案卷编号", 14), Column("所在", 18), Column("整治对象", 24),
    Column("问题类别", 22), Column("等级", 8), Column("问题描述", 40), Column("发现人", 10),
    Column("发现时间", 17, "datetime"),
    Column("承办单位", 18), Column("整改期限", 17, "datetime"), Column("状态", 18), Column("延期次数", 9, "number"),
    Column("退回次数", 9, "number"), Column("整改时间", 17, "datetime"), Column("办结时间", 17, "datetime"),
]  # fmt: skip


def parts_of_cases(campaign: UUID) -> int:
    """About how many Word files there will be."""
    return Case.objects.filter(campaign=campaign).count() // PER_DOCUMENT + 1


def pack_cases(packing: Packing, item: ArchiveItem) -> None:
    """The ledger, then every case in a Word file of its category."""
    cases = Case.objects.filter(campaign=packing.campaign.pk).order_by("filed_at", "pk")
    if not cases.exists():
        return
    packing.progress.begin("问题台账和案卷")
    sheet = Sheet(
        name="问题台账", title=f"{packing.plan.title}问题整改台账", columns=_COLUMNS, rows=_lines(packing), frozen=2
    )
    ledger = packing.book("问题台账/问题整改台账.xlsx", sheet)
    packing.catalogue.add(
        f"{packing.unit}问题整改台账", day=packing.day, retention=item.retention, what=item.what, files=[ledger]
    )
    for category in cases.order_by("category").values_list("category", flat=True).distinct():
        _pack_category(packing, item, category)


def _pack_category(packing: Packing, item: ArchiveItem, category: str) -> None:
    known = packing.plan.category(category)
    name = known.name if known else category
    rows = Case.objects.filter(campaign=packing.campaign.pk, category=category).order_by("filed_at", "pk")
    files = []
    for number, group in enumerate(batched_rows(rows.iterator(chunk_size=500), PER_DOCUMENT), 1):
        content = to_docx(_document(packing, name, number, group))
        files.append(packing.file(f"问题台账/案卷/{category}-{number:03d}.docx", content))
        packing.progress.step()
    packing.catalogue.add(
        f"{name}问题案卷", day=packing.day, retention=item.retention, what=item.what, files=files,
        note=f"共{rows.count()}件案卷",
    )  # fmt: skip


def _document(packing: Packing, category: str, number: int, cases: Sequence[Case]) -> OfficialDocument:
    histories = _histories([case.pk for case in cases])
    subjects = Subject.objects.in_bulk([case.subject for case in cases if case.subject])
    files = [
        CaseFile(case, packing.campaign, histories.get(case.pk, []), subjects.get(case.subject), packing.orgs)
        for case in cases
    ]
    return OfficialDocument(
        title=f"{category}问题案卷（{number}）",
        issuer=packing.unit,
        blocks=tuple(block for file in files for block in _case_blocks(file)),
        date=packing.day,
        sealed=False,
    )


def _histories(ids: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = {}
    for row in StoredEntry.objects.filter(thing="case", about__in=ids).order_by("happened_at", "id"):
        found.setdefault(row.about, []).append(row.as_entry())
    return found


def _case_blocks(file: CaseFile) -> Iterator[Block]:
    """As on the case's own record, with one pair of photos: all of them lie beside it as files."""
    yield Heading(1, f"{file.case.number} {file.case.title}")
    yield from facts(file)
    yield steps(file.entries)
    yield from pairs(file.case.photos[:1], file.after[-1:])


def _lines(packing: Packing) -> Iterator[list[Any]]:
    rows = Case.objects.filter(campaign=packing.campaign.pk).order_by("filed_at", "pk").iterator(chunk_size=2000)
    categories = {one.id: one.name for one in packing.plan.categories}
    number = 0
    for group in batched_rows(rows, 500):
        subjects = packing.subject_names([row.subject for row in group])
        for row in group:
            number += 1
            yield [
                number,
                row.number,
                packing.orgs.get(row.org, ""),
                subjects.get(row.subject, "") if row.subject else "",
                categories.get(row.category, row.category),
                SEVERITY_LABELS.get(row.severity, row.severity),
                row.title + (f"。{row.description}" if row.description else ""),
                row.found_by_name,
                moment(row.filed_at),
                packing.orgs.get(row.handler or 0, ""),
                moment(row.due_at),
                row.state_label,
                row.extensions,
                row.returns,
                moment(row.rectified_at),
                moment(row.closed_at),
            ]
