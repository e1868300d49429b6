"""The papers of a bundle beside the case files: plan, register, field records, reports, activities, receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from taizhang.campaigns.queries import history as campaign_history
from taizhang.core.calendar import CHINA
from taizhang.core.checklists import parse_checklist
from taizhang.core.plan import Plan, plan_text
from taizhang.core.plan.paper import ArchiveItem
from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org
from taizhang.render.document import OfficialDocument, Paragraph
from taizhang.render.official_word import to_docx
from taizhang.render.workbook import Column, Sheet
from taizhang.reports.models import Report
from taizhang.reports.paper import file_name, word
from taizhang.reports.sheet import sheet_of
from taizhang.subjects.models import Subject

from .catalogue import PieceFile
from .packing import Packing, batched_rows, moment


def pack_documents(packing: Packing, item: ArchiveItem) -> None:
    """Every version of the plan as data, and the text from which the first was read, as it was and as a document."""
    packing.progress.begin("方案")
    campaign = packing.campaign
    versions = [entry for entry in campaign_history(campaign) if "plan" in entry.body]
    for number, entry in enumerate(versions, 1):
        plan = Plan.from_dict(entry.body["plan"])
        day = entry.happened_at.astimezone(CHINA).date()
        name = f"方案/第{number}版"
        files = _source(packing, name, plan, day) if number == 1 and campaign.source_text else []
        files += [
            packing.file(f"{name}.yaml", plan_text(plan).encode()),
            packing.file(f"{name}.json", json.dumps(entry.body["plan"], ensure_ascii=False, indent=1).encode()),
        ]
        note = f"调整理由：{entry.body['reason']}" if entry.body.get("reason") else ""
        packing.catalogue.add(plan.title, day=day, retention=item.retention, what=item.what, files=files, note=note)
    packing.progress.step()


def _source(packing: Packing, name: str, plan: Plan, day: date) -> list[PieceFile]:
    text = packing.campaign.source_text
    document = OfficialDocument(
        title=plan.title, issuer=packing.unit, blocks=tuple(_text_blocks(text)), date=day, sealed=False
    )
    return [packing.file(f"{name}.docx", to_docx(document)), packing.file(f"{name}.txt", text.encode())]


def _text_blocks(text: str) -> Iterator[Paragraph]:
    for line in text.splitlines()[1:]:
        if line.strip():
            yield Paragraph(line.strip())


def pack_register(packing: Packing, item: ArchiveItem) -> None:
    packing.progress.begin("整治对象名册")
    kinds = {kind.id: kind.name for kind in packing.plan.subject_kinds}
    rows = Subject.objects.filter(path__under=packing.campaign.path).exclude(state="merged")
    rows = rows.filter(kind__in=list(kinds)) if kinds else rows
    if rows.exists():
        columns = [
            Column("序号", 6, "number"), Column("类别", 18), Column("名称", 28), Column("所在", 20), Column("地址", 30),
            Column("联系人", 12), Column("联系电话", 16), Column("状态", 10), Column("登记时间", 17, "datetime"),
        ]  # fmt: skip
        lines = (
            [
                number, kinds.get(row.kind, row.kind), row.name, packing.orgs.get(row.org, ""), row.address,
                row.contact, row.phone, row.state_label, moment(row.added_at),
            ]
            for number, row in enumerate(rows.order_by("path", "pk").iterator(chunk_size=2000), 1)
        )  # fmt: skip
        sheet = Sheet(name="名册", title=f"{packing.plan.title}整治对象名册", columns=columns, rows=lines, frozen=3)
        _add(packing, item, "整治对象名册", packing.book("名册/整治对象名册.xlsx", sheet))
    packing.progress.step()


def pack_inspections(packing: Packing, item: ArchiveItem) -> None:
    """The records as a table, and with every answer as lines of JSON."""
    packing.progress.begin("检查记录")
    rows = Inspection.objects.filter(campaign=packing.campaign.pk).order_by("happened_at", "pk")
    if rows.exists():
        columns = [
            Column("序号", 6, "number"), Column("时间", 17, "datetime"), Column("所在", 20), Column("整治对象", 26),
            Column("检查表", 20), Column("方式", 8), Column("检查人", 12), Column("参加人员", 20), Column("结论", 14),
            Column("不合格项", 40), Column("说明", 30), Column("照片", 6, "number"),
        ]  # fmt: skip
        sheet = Sheet(
            name="检查记录",
            title=f"{packing.plan.title}检查记录",
            columns=columns,
            rows=_inspected(packing, rows),
            frozen=4,
        )
        book = packing.book("检查记录/检查记录.xlsx", sheet)
        answers = packing.lines("检查记录/检查记录.jsonl", map(_answers, rows.iterator(chunk_size=1000)))
        _add(packing, item, "检查、自查和复查记录", book, answers, note="每项答案见 检查记录.jsonl")
    packing.progress.step()


def _answers(row: Inspection) -> bytes:
    form = {
        "编号": str(row.pk), "时间": timezone.localtime(row.happened_at).isoformat(), "对象": str(row.subject),
        "检查表": row.checklist, "答案": row.answers, "不合格": row.failures, "检查人": row.inspector_name,
    }  # fmt: skip
    return json.dumps(form, ensure_ascii=False).encode() + b"\n"


def _inspected(packing: Packing, rows: Any) -> Iterator[list[Any]]:
    number = 0
    titles = {name: parse_checklist(text).title for name, text in packing.plan.checklists.items()}
    for group in batched_rows(rows.iterator(chunk_size=2000), 500):
        subjects = packing.subject_names([row.subject for row in group])
        for row in group:
            number += 1
            yield [
                number,
                moment(row.happened_at),
                packing.orgs.get(row.org, ""),
                subjects.get(row.subject, ""),
                titles.get(row.checklist, row.checklist),
                "自查" if row.self_made else "检查",
                row.inspector_name,
                row.participants,
                "未发现问题" if row.passed else f"{len(row.failures)}项不合格",
                "；".join(str(one.get("label", "")) for one in row.failures),
                row.note,
                len(row.photos),
            ]


def pack_reports(packing: Packing, item: ArchiveItem) -> None:
    """Every frozen report as the paper that it is, missing ones too; the records behind it are among the files."""
    packing.progress.begin("报表")
    orgs = {org.number: org.name for org in Org.objects.filter(path__under=packing.campaign.path)}
    titles = {rule.id: rule.title.replace("/", "-") for rule in packing.plan.reports}
    rows = Report.objects.filter(campaign=packing.campaign.pk, frozen_at__isnull=False)
    for report in rows.order_by("counted_to", "stop", "path").iterator(chunk_size=200):
        sheet = sheet_of(report, now=packing.at, live=False)
        folder = f"报表/{titles.get(report.definition, report.definition)}/{report.period.replace('/', '-')}"
        name = file_name(sheet, "docx")
        made = packing.file(f"{folder}/{name}", word(sheet))
        packing.catalogue.add(
            f"{sheet.org.name}{report.title}",
            day=timezone.localdate(report.cut_off),
            retention=item.retention,
            what=item.what,
            files=[made],
            responsible=orgs.get(report.org, ""),
            note=f"{report.state_label}，校验码{report.digest[:16]}",
        )
        packing.progress.step()


def pack_activities(packing: Packing, item: ArchiveItem) -> None:
    _pack_duties(packing, item, ["hold"], "宣传、培训、会议和演练")


def pack_receipts(packing: Packing, item: ArchiveItem) -> None:
    _pack_duties(packing, item, ["acknowledge", "sign"], "告知书和责任书签收")


def _pack_duties(packing: Packing, item: ArchiveItem, verbs: list[str], title: str) -> None:
    """What was held or signed for, with who, when and how many photos; what was owed and not done stands in it too."""
    packing.progress.begin(title)
    rows = Duty.objects.filter(campaign=packing.campaign.pk, verb__in=verbs).order_by("due_at", "pk")
    if rows.exists():
        columns = [
            Column("序号", 6, "number"), Column("事项", 34), Column("单位", 20), Column("整治对象", 24),
            Column("期限", 17, "datetime"), Column("状态", 12), Column("完成时间", 17, "datetime"),
            Column("参加人数", 9, "number"), Column("签收人", 12), Column("说明", 36), Column("照片", 6, "number"),
        ]  # fmt: skip
        sheet = Sheet(
            name=title, title=f"{packing.plan.title}{title}", columns=columns, rows=_done(packing, rows), frozen=2
        )
        _add(packing, item, title, packing.book(f"活动和回执/{title}.xlsx", sheet))
    packing.progress.step()


def _done(packing: Packing, rows: Any) -> Iterator[list[Any]]:
    number = 0
    for group in batched_rows(rows.iterator(chunk_size=2000), 500):
        subjects = packing.subject_names([row.subject for row in group])
        for row in group:
            number += 1
            evidence = row.evidence
            yield [
                number,
                row.title,
                packing.orgs.get(row.bearer, ""),
                subjects.get(row.subject, "") if row.subject else "",
                moment(row.due_at),
                row.state_label,
                moment(row.met_at),
                evidence.get("attendance"),
                evidence.get("receiver", ""),
                evidence.get("note", ""),
                len(evidence.get("photos", [])),
            ]


def _add(packing: Packing, item: ArchiveItem, title: str, *made: PieceFile, note: str = "") -> None:
    packing.catalogue.add(
        f"{packing.unit}{title}", day=packing.day, retention=item.retention, what=item.what, files=made, note=note
    )
