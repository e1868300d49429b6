"""Letters that are signed (责任书、承诺书): one for each who has to, with the plan's text and a line for both sides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.plan.paper import Document
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org
from taizhang.render.document import Block, OfficialDocument, PageBreak, Paragraph, SigningLines
from taizhang.subjects.models import Subject

from .words import day_words

MOST = 300
"""Letters in one file."""


def letters(rows: Sequence[Duty], paper: Document, campaign: Campaign, *, at: datetime) -> OfficialDocument:
    """The letters of these duties, each on a page of its own. Raises Refused("not-now") where there are none."""
    if not rows:
        raise Refused("not-now", "没有要签的")
    root = Org.objects.get(number=campaign.root).name
    signers = _signers(rows)
    local = at.astimezone(CHINA)
    return OfficialDocument(
        title=paper.title,
        issuer=root,
        blocks=tuple(_blocks(rows, paper, campaign, root, signers)),
        date=local.date(),
        signature="",
    )


def values_of_letters(
    rows: Sequence[Duty], paper: Document, campaign: Campaign, *, at: datetime
) -> list[dict[str, str]]:
    """What a template of one's own is filled with for each; three queries for all."""
    root = Org.objects.get(number=campaign.root).name
    common = {
        "方案": campaign.title,
        "文书名称": paper.title,
        "甲方": root,
        "落款": root,
        "日期": day_words(at),
        "正文": _text(paper, campaign),
    }
    return [{**common, "乙方": signer} for signer in _signers(rows).values()]


def _text(paper: Document, campaign: Campaign) -> str:
    return paper.text or f"乙方按照《{campaign.title}》的要求，落实各项工作责任，按时完成任务。"


def _signers(rows: Sequence[Duty]) -> dict[Duty, str]:
    orgs = dict(Org.objects.filter(number__in={row.bearer for row in rows}).values_list("number", "name"))
    subjects = dict(Subject.objects.filter(pk__in={row.subject for row in rows}).values_list("pk", "name"))
    return {row: subjects.get(row.subject) or orgs.get(row.bearer, "") for row in rows}  # type: ignore[arg-type]


def _blocks(
    rows: Sequence[Duty], paper: Document, campaign: Campaign, root: str, signers: dict[Duty, str]
) -> Iterator[Block]:
    for number, row in enumerate(rows):
        if number:
            yield PageBreak()
            yield Paragraph(f"《{paper.title}》")
        yield Paragraph(f"甲方：{root}")
        yield Paragraph(f"乙方：{signers[row]}")
        for paragraph in _text(paper, campaign).splitlines():
            if paragraph.strip():
                yield Paragraph(paragraph.strip())
        yield SigningLines(("甲方（盖章）", "乙方负责人（签字）"))
