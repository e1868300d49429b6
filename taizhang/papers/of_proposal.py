"""What follows from an approved proposal: 约谈通知书 to whom it concerns, 问责建议函 to whoever decides on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org
from taizhang.proposals.models import Proposal
from taizhang.render.document import Block, OfficialDocument, Paragraph, SigningLines, Table
from taizhang.subjects.models import Subject

from .words import day_words, moment_words

TITLES = {"interview": "约谈通知书", "account": "关于提请问责的建议函", "flag": "评比结果处理通知书"}
_NOT_DECIDED = ("open", "declined", "withdrawn")


def proposal_paper(row: Proposal, campaign: Campaign) -> OfficialDocument:
    """Raises Refused("not-now") while nobody has approved it: a proposal is no decision."""
    if row.decided_at is None or row.state in _NOT_DECIDED:
        raise Refused("not-now", "同意之后，才能出具文书")
    names = dict(Org.objects.filter(number__in={row.org, campaign.root}).values_list("number", "name"))
    subject = Subject.objects.filter(pk=row.subject).first() if row.subject else None
    concerned = subject.name if subject else names.get(row.org, "")
    local = row.decided_at.astimezone(CHINA)
    return OfficialDocument(
        title=TITLES[row.what],
        issuer=names.get(campaign.root, ""),
        addressee="有关纪检监察机构、组织人事部门" if row.what == "account" else concerned,
        blocks=tuple(_blocks(row, campaign, concerned)),
        date=local.date(),
    )


def _blocks(row: Proposal, campaign: Campaign, concerned: str) -> Iterator[Block]:
    if row.what == "interview":
        return _interview(row, campaign)
    return _account(row, campaign, concerned) if row.what == "account" else _flag(row, campaign)


def _flag(row: Proposal, campaign: Campaign) -> Iterator[Block]:
    yield Paragraph(f"根据《{campaign.title}》的评比结果，经{row.decided_by}同意，对你单位作如下处理：")
    yield from (Paragraph(f"{ground['title']}。") for ground in row.grounds)
    if row.reason:
        yield Paragraph(f"办理要求：{row.reason}")
    yield Paragraph("对评比结果有异议的，可以向整治办申诉；申诉成立的，更正评比并撤销处理。")


def _interview(row: Proposal, campaign: Campaign) -> Iterator[Block]:
    yield Paragraph(
        f"在《{campaign.title}》实施过程中，你单位有下列事项逾期未完成，经{row.decided_by}同意，决定对你单位主要负责人进行约谈。"
    )
    yield _grounds(row)
    yield Paragraph("约谈时间、地点另行通知。请准备书面材料，说明未完成的原因、整改措施和完成时间。")
    yield SigningLines(("送达人（签字）", "签收人（签字）"))


def _account(row: Proposal, campaign: Campaign, concerned: str) -> Iterator[Block]:
    yield Paragraph(
        f"在《{campaign.title}》实施过程中，{concerned}有下列事项经提醒、督办仍未完成。"
        f"经{row.decided_by}同意，现将有关情况提请你单位，依照有关规定研究处理。"
    )
    yield _grounds(row)
    if row.reason:
        yield Paragraph(f"办理意见：{row.reason}")


def _grounds(row: Proposal) -> Table:
    titles = titles_of(row)
    lines = tuple(
        (number, title, _words(ground["due_at"]), moment_words(datetime.fromisoformat(ground["at"])))
        for number, (ground, title) in enumerate(zip(row.grounds, titles, strict=True), 1)
    )
    return Table(
        ("序号", "事项", "应完成时间", "达到本级督促的时间"),
        lines,
        widths=(4, 18, 9, 11),
        align=("center", "left", "center", "center"),
    )


def titles_of(row: Proposal) -> list[str]:
    """The grounds in words; where a duty is about another one than whom the proposal concerns, with its name."""
    about = [UUID(ground["about"]) for ground in row.grounds if ground["thing"] == "duty"]
    subjects = dict(Duty.objects.filter(pk__in=about).exclude(subject=row.subject).values_list("pk", "subject"))
    names = dict(Subject.objects.filter(pk__in=[one for one in subjects.values() if one]).values_list("pk", "name"))
    found = []
    for ground in row.grounds:
        name = names.get(subjects.get(UUID(ground["about"])))  # type: ignore[arg-type]
        found.append(f"{ground['title']}：{name}" if name else str(ground["title"]))
    return found


def _words(moment: str | None) -> str:
    return day_words(datetime.fromisoformat(moment)) if moment else "—"
