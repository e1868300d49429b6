"""情况说明: the written statement of whoever let a duty lapse, its facts filled in, the reasons left to be written."""

from __future__ import annotations

from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.ladder import RUNG_LABELS, Rung
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, SigningLines
from taizhang.subjects.models import Subject

from .words import moment_words, short_title

BLANK = "（请写明）"


def statement(duty: Duty, campaign: Campaign, sentence: str, *, at: datetime) -> OfficialDocument:
    """`sentence` is what the plan says. Raises Refused("not-now") where the duty was neither missed nor met late."""
    if duty.state not in ("lapsed", "met_late"):
        raise Refused("not-now", "逾期的任务才需要写情况说明")
    names = dict(Org.objects.filter(number__in={duty.bearer, campaign.root}).values_list("number", "name"))
    subject = Subject.objects.filter(pk=duty.subject).first() if duty.subject else None
    bearer = subject.name if subject and duty.role == "owner" else names.get(duty.bearer, "")
    about = f"（{subject.name}）" if subject and bearer != subject.name else ""
    blocks: list[Block] = [
        Paragraph(f"{short_title(campaign)}中，{_facts(duty, bearer, about)}"),
        *([Paragraph(f"方案要求：{sentence}")] if sentence else []),
        Heading(1, "未按期完成的原因"),
        Paragraph(BLANK),
        Heading(1, "采取的措施和完成时间"),
        Paragraph(f"{BLANK}" if duty.met_at is None else f"已于{moment_words(duty.met_at)}完成。{BLANK}"),
        Heading(1, "今后怎样避免"),
        Paragraph(BLANK),
        SigningLines(("负责人（签字）",)),
    ]
    local = at.astimezone(CHINA)
    return OfficialDocument(
        title="关于任务逾期的情况说明",
        subtitle=f"（{duty.title}）",
        issuer=bearer,
        addressee=names.get(campaign.root, ""),
        blocks=tuple(blocks),
        date=local.date(),
    )


def _facts(duty: Duty, bearer: str, about: str) -> str:
    urged = f"，已经{RUNG_LABELS[Rung(duty.rung)]}" if duty.rung else ""
    done = f"，实际于{moment_words(duty.met_at)}完成" if duty.met_at else "，至今未完成"
    return f"{bearer}承担的“{duty.title}”{about}，应于{moment_words(duty.due_at)}前完成{done}{urged}。"
