"""Case files: the ledger as Excel, and the cases of a category as official documents with their steps and photos."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.plan.paper import ArchiveItem
from taizhang.core.plan.words import SEVERITY_LABELS
from taizhang.journal.files import content_of
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import StoredEntry, StoredFile
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, Picture, Pictures, Table
from taizhang.render.official_word import to_docx
from taizhang.render.workbook import Column, Sheet

from .packing import Packing, batched_rows, moment, said

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
    subjects = packing.subject_names([case.subject for case in cases])
    blocks = [block for case in cases for block in _case_blocks(packing, case, subjects, histories.get(case.pk, []))]
    return OfficialDocument(
        title=f"{category}问题案卷（{number}）",
        issuer=packing.unit,
        blocks=tuple(blocks),
        date=packing.day,
        sealed=False,
    )


def _histories(ids: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    found: dict[UUID, list[Entry]] = {}
    for row in StoredEntry.objects.filter(thing="case", about__in=ids).order_by("happened_at", "id"):
        found.setdefault(row.about, []).append(row.as_entry())
    return found


def _case_blocks(packing: Packing, case: Case, subjects: dict[UUID, str], entries: Sequence[Entry]) -> Iterator[Block]:
    yield Heading(1, f"{case.number} {case.title}")
    facts = [
        ("所在", packing.orgs.get(case.org, "")),
        ("整治对象", subjects.get(case.subject, "") if case.subject else ""),
        ("等级", SEVERITY_LABELS.get(case.severity, case.severity)),
        ("承办单位", packing.orgs.get(case.handler or 0, "")),
        ("整改期限", said(case.due_at)),
        ("现在状态", case.state_label),
    ]
    yield Table(("项目", "内容"), tuple(fact for fact in facts if fact[1]), widths=(5, 20), align=("center", "left"))
    if case.description:
        yield Paragraph(case.description)
    steps = tuple((said(entry.happened_at), _who(entry), KINDS[entry.kind].present(entry.body)) for entry in entries)
    yield Table(("时间", "经办人", "办理情况"), steps, widths=(8, 5, 16), align=("center", "center", "left"))
    before = [Picture(_content(photo), "整改前") for photo in case.photos[:1]]
    after = [Picture(_content(photo), "整改后") for photo in _after(entries)[-1:]]
    if before or after:
        pair = (*(before or [Picture(None, "整改前")]), *(after or [Picture(None, "整改后")]))
        yield Pictures(pair, per_row=2)


def _who(entry: Entry) -> str:
    return "系统" if entry.actor == CLOCK else str(entry.body.get("name") or entry.body.get("finder", ""))


def _after(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    done = (entry for entry in entries if entry.verb in {"rectified", "fixed_on_spot"})
    return [photo for entry in done for photo in entry.body.get("photos", [])]


def _content(photo: dict[str, Any]) -> bytes | None:
    try:
        return content_of(str(photo.get("sha256", "")))
    except (StoredFile.DoesNotExist, FileNotFoundError):
        return None


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
