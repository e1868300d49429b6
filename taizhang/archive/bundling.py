"""Making a bundle: everything a campaign leaves, catalogued, with the journal segment and the means to verify it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils import timezone

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan.paper import ArchiveItem
from taizhang.core.refusals import Refused
from taizhang.journal.files import content_of
from taizhang.journal.kinds import KINDS
from taizhang.journal.models import Block, StoredFile
from taizhang.journal.seal import seal
from taizhang.reports.models import Report

from .bag import BagWriter
from .case_files import pack_cases, parts_of_cases
from .catalogue import Catalogue, Fonds
from .packing import Packing, Progress, Told
from .papers import (
    pack_activities,
    pack_documents,
    pack_inspections,
    pack_receipts,
    pack_register,
    pack_reports,
)
from .segment import Segment

VERIFIER = Path(__file__).with_name("verify_bundle.py")

_USUAL = (
    ("documents", "方案等文件", "D30"), ("register", "整治对象名册", "D30"), ("receipts", "告知书和责任书签收", "D10"),
    ("inspections", "检查记录", "D30"), ("cases", "问题台账和案卷", "D30"), ("reports", "报表", "D10"),
    ("activities", "宣传、培训、会议和演练", "D10"), ("photos", "现场图片", "D10"), ("journal", "流水和封签", "Y"),
)  # fmt: skip
_LAST = ("photos", "journal")
"""Packed after all others: what files are missing is part of the proof."""

_ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/json": ".json"}


def make_bundle(campaign: Campaign, target: Path, *, fonds: Fonds, at: datetime, told: Told | None = None) -> Block:
    """Write the campaign's bundle to `target`, which appears when it is whole; returns the last block in it.

    The same journal, fonds and moment give the same bytes. Raises Refused("unknown-thing") where nothing is sealed.
    """
    seal(at=at)
    last = Block.objects.order_by("-number").first()
    if last is None:
        raise Refused("unknown-thing", "流水里还没有记录")
    segment = Segment(campaign, last)
    catalogue = Catalogue(fonds, timezone.localdate(campaign.started_at).year)
    with BagWriter(target, target.stem, at=at) as bag:
        progress = Progress(_steps(campaign, segment), told or (lambda *_: None))
        packing = Packing(campaign, segment, bag, catalogue, progress, at)
        for item in items_of(campaign):
            PARTS[item.what](packing, item)
        bag.add("目录/归档文件目录.csv", catalogue.as_csv())
        bag.add("目录/归档文件目录.xlsx", catalogue.as_excel(at=at))
        bag.add("目录/元数据.json", catalogue.as_metadata())
        bag.finish(_info(packing), {"verify.py": VERIFIER.read_bytes(), "说明.txt": _readme(packing).encode()})
    return last


def items_of(campaign: Campaign) -> list[ArchiveItem]:
    """The plan's own list; what proves the rest, files and journal, is added where the list does not name it."""
    listed = list(plan_of(campaign).archive)
    named = {item.what for item in listed}
    usual = [ArchiveItem(id=what, title=title, what=what, retention=kept) for what, title, kept in _USUAL]  # type: ignore[arg-type]
    needed = [item for item in usual if not listed or item.what in _LAST]
    whole = listed + [item for item in needed if item.what not in named]
    return sorted(whole, key=lambda item: _LAST.index(item.what) if item.what in _LAST else -1)


def _steps(campaign: Campaign, segment: Segment) -> int:
    frozen = Report.objects.filter(campaign=campaign.pk, frozen_at__isnull=False).count()
    return len(items_of(campaign)) + frozen + parts_of_cases(campaign.pk) + len(segment.files())


def _pack_files(packing: Packing, item: ArchiveItem) -> None:
    """Every file that the segment names, under its hash; a table says where each belongs."""
    packing.progress.begin("图片等文件")
    names = packing.segment.files()
    stored = StoredFile.objects.in_bulk(names)
    made = []
    for name in names:
        row = stored.get(name)
        try:
            content = content_of(name) if row else None
        except FileNotFoundError:
            content = None
        if row is None or content is None:
            packing.missing.append(name)
        else:
            made.append(packing.file(f"文件/{name}{_ENDINGS.get(row.media_type, '')}", content))
        packing.progress.step()
    listing = packing.file("文件目录.csv", _file_list(packing, {one.path for one in made}))
    packing.catalogue.add(
        f"{packing.unit}现场图片等文件", day=packing.day, retention=item.retention, what=item.what,
        files=[listing, *made], note=f"共{len(made)}个文件，逐个见 文件目录.csv",
    )  # fmt: skip


def _file_list(packing: Packing, paths: set[str]) -> bytes:
    by_hash = {path.rsplit("/", 1)[1].split(".", 1)[0]: path for path in paths}
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["文件", "记录", "记录编号", "时间", "原名", "纬度", "经度"])
    for entry in packing.segment.entries.order_by("block", "place_in_block").iterator(chunk_size=2000):
        moment = timezone.localtime(entry.happened_at).strftime("%Y-%m-%d %H:%M:%S")
        for ref in _refs(entry.body):
            if ref["sha256"] in by_hash:
                writer.writerow(
                    [by_hash[ref["sha256"]], KINDS[entry.kind].label, entry.about, moment, ref.get("name", ""),
                     ref.get("lat", ""), ref.get("lng", "")]
                )  # fmt: skip
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def _refs(value: Any) -> list[Mapping[str, Any]]:
    """Every file reference in a body."""
    if isinstance(value, dict):
        own = [value] if isinstance(value.get("sha256"), str) else []
        return own + [ref for inner in value.values() for ref in _refs(inner)]
    return [ref for inner in value for ref in _refs(inner)] if isinstance(value, list) else []


def _pack_journal(packing: Packing, item: ArchiveItem) -> None:
    packing.progress.begin("流水和封签")
    missing = json.dumps(sorted(packing.missing)).encode()
    made = [
        packing.lines("流水/流水.jsonl", packing.segment.lines()),
        packing.lines("流水/封签.jsonl", packing.segment.block_lines()),
        packing.file("流水/缺失文件.json", missing),
    ]
    packing.catalogue.add(
        f"{packing.unit}流水和封签", day=packing.day, retention=item.retention, what=item.what, files=made,
        note="流水.jsonl 是逐条记录，封签.jsonl 是证明，用 verify.py 核验",
    )  # fmt: skip
    packing.progress.step()


PARTS: Mapping[str, Callable[[Packing, ArchiveItem], None]] = {
    "documents": pack_documents,
    "register": pack_register,
    "inspections": pack_inspections,
    "cases": pack_cases,
    "photos": _pack_files,
    "reports": pack_reports,
    "activities": pack_activities,
    "receipts": pack_receipts,
    "journal": _pack_journal,
}


def _info(packing: Packing) -> dict[str, str]:
    return {
        "Source-Organization": packing.unit,
        "External-Description": packing.plan.title,
        "External-Identifier": str(packing.campaign.pk),
        "Bagging-Date": packing.day.isoformat(),
        "Journal-Block": str(packing.segment.last.number),
        "Journal-Head": packing.segment.last.hash,
        "Journal-Entries": str(packing.segment.entries.count()),
    }


def _readme(packing: Packing) -> str:
    last = packing.segment.last
    complete = "流水提到的文件全部在包里。"
    lacking = f"有 {len(packing.missing)} 个文件在归档时不在原系统，名单见 data/流水/缺失文件.json。"
    return f"""{packing.plan.title}归档包
立档单位：{packing.catalogue.fonds.unit}　全宗号：{packing.catalogue.fonds.code}
生成时间：{timezone.localtime(packing.at):%Y-%m-%d %H:%M}

一、内容见 data/目录/归档文件目录.xlsx，共 {len(packing.catalogue.pieces)} 件。元数据见 data/目录/元数据.json。
二、核验：在装有 Python 3.8 以上的任何电脑上运行 python verify.py，不需要安装台账，也不需要联网。
三、流水封签到第 {last.number} 块，链头 {last.hash}。
    与原系统“流水与封签”页面上同一块的摘要比对，可以证明整包没有被重新制作。
四、{lacking if packing.missing else complete}
"""


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    found = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
