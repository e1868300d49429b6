"""The record of one inspection: who, where, when, every item of the checklist, photos, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.inspections.answered import Answered, answered
from taizhang.inspections.models import Inspection
from taizhang.inspections.queries import checklist_in
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, SigningLines, Table
from taizhang.subjects.models import Subject

from .photos import shown
from .words import day_words, moment_words

MOST_CASES = 50


def inspection_record(row: Inspection, campaign: Campaign) -> OfficialDocument:
    """现场检查记录, or the record of a self-inspection."""
    checklist = checklist_in(campaign, row.checklist, row.version)
    groups = answered(row, checklist) if checklist else []
    subject = Subject.objects.filter(pk=row.subject).first()
    names = dict(Org.objects.filter(number__in={row.org, campaign.root}).values_list("number", "name"))
    local = row.happened_at.astimezone(CHINA)
    return OfficialDocument(
        title="自查记录" if row.self_made else "现场检查记录",
        subtitle=f"（{checklist.title}）" if checklist else "",
        issuer=names.get(campaign.root, ""),
        blocks=tuple(_blocks(row, groups, subject.name if subject else "", names.get(row.org, ""))),
        date=local.date(),
        signature="",
    )


def _blocks(
    row: Inspection, groups: Sequence[tuple[str, Sequence[Answered]]], subject: str, place: str
) -> Iterator[Block]:
    facts = [
        ("自查单位" if row.self_made else "被检查单位", subject),
        ("所在", place),
        ("时间", moment_words(row.happened_at)),
        ("自查人" if row.self_made else "检查人", row.inspector_name),
        ("参加人员", row.participants),
        ("结论", "各项合格" if row.passed else f"{len(row.failures)}项不合格"),
    ]
    yield Table(
        ("项目", "内容"), tuple((name, text) for name, text in facts if text), widths=(6, 19), align=("center", "left")
    )
    yield Heading(1, "检查情况")
    rows = [item for _, items in groups for item in items]
    yield Table(
        ("序号", "检查内容", "结果", "说明"),
        tuple(
            (number, item.label, item.words or "—", "；".join(part for part in (item.note, item.clause) if part))
            for number, item in enumerate(rows, 1)
        ),
        widths=(4, 16, 7, 12),
        align=("center", "left", "center", "left"),
    )
    yield from shown([*row.photos, *(photo for item in rows for photo in item.photos)], "现场照片")
    if row.note:
        yield Paragraph(f"其他情况：{row.note}")
    yield from _filed(row)
    if row.signature:
        yield from shown([row.signature], "签名")
    else:
        yield SigningLines(("检查人（签字）", "被检查单位负责人（签字）"))


def _filed(row: Inspection) -> Iterator[Block]:
    cases = list(Case.objects.filter(inspection=row.pk).order_by("filed_at", "pk")[:MOST_CASES])
    if cases:
        yield Heading(1, "立案的问题")
    for case in cases:
        due = f"，{day_words(case.due_at)}前整改" if case.due_at else ""
        yield Heading(3, f"{case.title}（{case.number}）{due}，{case.state_label}。")
