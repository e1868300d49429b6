"""The record of a case file under law: every step with its day, what the law gives for it, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.enforcement import LIMITS, Stage
from taizhang.core.entry import Entry
from taizhang.enforcement.models import LawFile
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.render.document import Heading, OfficialDocument, Paragraph, Table

from .words import day_words


def enforcement_record(row: LawFile, entries: Sequence[Entry], campaign: Campaign, today: date) -> OfficialDocument:
    """执法案件办理记录."""
    names = dict(Org.objects.filter(number__in={row.org, row.line_org, campaign.root}).values_list("number", "name"))
    facts = [
        ("案件", row.title), ("案号", row.number), ("所在", names.get(row.org, "")),
        ("查处单位", names.get(row.line_org or 0, "")), ("现状", row.stage_label), ("结果", row.outcome_words),
    ]  # fmt: skip
    steps = [
        (day_words(one.happened_at), KINDS[one.kind].label, KINDS[one.kind].present(one.body), _who(one))
        for one in entries
    ]
    late = row.late_by(today)
    limit = LIMITS.get(Stage(row.stage))
    period = f"{limit.source}{'' if limit.confirmed else '（待核）'}。" if limit and row.open else "已办结。"
    return OfficialDocument(
        title="执法案件办理记录",
        issuer=names.get(campaign.root, ""),
        blocks=(
            Table(("项目", "内容"), tuple(fact for fact in facts if fact[1]), widths=(6, 19), align=("center", "left")),
            Heading(1, "办理经过"),
            Table(
                ("日期", "步骤", "情况", "人员"),
                tuple(steps),
                widths=(7, 5, 15, 7),
                align=("center",) * 2 + ("left",) * 2,
            ),
            Heading(1, "法定期限"),
            Paragraph(period + (f"已超过期限{late}日。" if late else "")),
        ),
        date=entries[-1].happened_at.astimezone(CHINA).date() if entries else today,
        signature="",
    )


def _who(entry: Entry) -> str:
    return str(entry.body.get("officers") or entry.body.get("name", ""))
