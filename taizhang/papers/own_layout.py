"""A paper in the layout that its office made in Word, where there is one; else in the built-in one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.plan.words import SEVERITY_LABELS
from taizhang.proposals.models import Proposal
from taizhang.render.document import OfficialDocument
from taizhang.render.marked_word import fill_word
from taizhang.render.official_word import to_docx
from taizhang.stationery.queries import content_at

from .of_case import CaseFile
from .of_proposal import titles_of
from .words import day_words


def laid_out(document: OfficialDocument, kind: str, path: str, values: Mapping[str, str]) -> bytes:
    """The Word file of a paper that is issued at `path`."""
    template = content_at(path, kind)
    return fill_word(template, {**_common(document), **values}) if template else to_docx(document)


def _common(document: OfficialDocument) -> dict[str, str]:
    day = document.date
    return {
        "文号": document.number,
        "主送": document.addressee,
        "落款": document.issuer if document.signature is None else document.signature,
        "日期": f"{day.year}年{day.month}月{day.day}日" if day else "",
    }


def values_of_case(file: CaseFile, *, at: datetime) -> dict[str, str]:
    case = file.case
    late = max((at - case.due_at).days, 0) if case.due_at else 0
    return {
        "方案": file.campaign.title,
        "案卷编号": case.number,
        "问题": case.title,
        "详情": case.description,
        "地点": file.place,
        "对象": file.subject.name if file.subject else "",
        "依据": f"{file.basis}及" if file.basis else "",
        "等级": SEVERITY_LABELS.get(case.severity, case.severity),
        "承办单位": file.handler,
        "立案日期": day_words(case.filed_at),
        "整改期限": day_words(case.due_at) if case.due_at else "",
        "整改要求": str(case.measures.get("measures") or "消除问题，保存整改前后照片"),
        "逾期天数": str(late),
    }


def values_of_proposal(row: Proposal, campaign: Campaign, concerned: str) -> dict[str, str]:
    return {
        "方案": campaign.title,
        "对谁": concerned,
        "事项": "；".join(titles_of(row)),
        "件数": str(len(row.grounds)),
        "决定人": row.decided_by,
        "意见": row.reason,
    }
