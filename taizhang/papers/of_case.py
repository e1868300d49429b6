"""The papers of a case: notice of rectification, letter of supervision, record of the case with before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import history
from taizhang.core.calendar import CHINA
from taizhang.core.cases.steps import State
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.plan.words import SEVERITY_LABELS
from taizhang.core.refusals import Refused
from taizhang.journal.kinds import KINDS
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, SigningLines, Table
from taizhang.subjects.models import Subject

from .photos import Photo, pairs, shown
from .words import day_words, moment_words, short_title


@dataclass(frozen=True)
class CaseFile:
    """A case with everything that its papers name. `entries` are its own, oldest first."""

    case: Case
    campaign: Campaign
    entries: Sequence[Entry]
    subject: Subject | None
    orgs: Mapping[int, str]

    @property
    def place(self) -> str:
        return self.orgs.get(self.case.org, "")

    @property
    def handler(self) -> str:
        return self.orgs.get(self.case.handler or 0, "")

    @property
    def concerned(self) -> str:
        """To whom a notice goes: the subject, else who has to put it right."""
        return self.subject.name if self.subject else self.handler or self.place

    @property
    def issuer(self) -> str:
        """The bureau that leads the line, else the top of the campaign."""
        return self.orgs.get(self.case.line_org or 0) or self.orgs.get(self.campaign.root, "")

    @cached_property
    def basis(self) -> str:
        """The clause of the plan's category; one still to be checked against the official text is not cited."""
        category = plan_of(self.campaign).category(self.case.category)
        return category.basis if category and category.confirmed else ""

    @cached_property
    def after(self) -> list[Photo]:
        """Photos of the rectification that holds."""
        found: list[Photo] = []
        for entry in self.entries:
            if entry.verb in {"rectified", "fixed_on_spot"}:
                found = list(entry.body.get("photos", []))
            elif entry.verb in {"returned", "reopened"}:
                found = []
        return found


def case_file(case: Case, campaign: Campaign) -> CaseFile:
    numbers = {case.org, case.handler or 0, case.line_org or 0, campaign.root}
    names = dict(Org.objects.filter(number__in=numbers).values_list("number", "name"))
    subject = Subject.objects.filter(pk=case.subject).first() if case.subject else None
    return CaseFile(case, campaign, history(case), subject, names)


def notice(file: CaseFile) -> OfficialDocument:
    """责令限期整改通知书. Raises Refused("not-now") where there is no problem on file or no period."""
    case = file.case
    if case.state == State.REPORTED or case.due_at is None:
        raise Refused("not-now", "立案并确定整改期限之后，才能出具整改通知书")
    grounds = f"根据{file.basis}及" if file.basis else "根据"
    text = (
        f"{day_words(case.filed_at)}，在{short_title(file.campaign)}检查中，发现你单位存在下列问题。"
        f"{grounds}《{file.campaign.title}》的要求，现责令你单位于{moment_words(case.due_at)}前整改完毕，"
        "整改完成后及时报告并接受复查。逾期不整改的，依照有关规定处理。"
    )
    wanted = case.measures.get("measures") or "消除问题，保存整改前后照片"
    blocks: list[Block] = [
        Paragraph(text),
        Table(
            ("序号", "存在问题", "依据", "整改要求", "整改期限"),
            ((1, _problem(case), file.basis or "—", str(wanted), day_words(case.due_at)),),
            widths=(4, 14, 9, 10, 9),
            align=("center", "left", "left", "left", "center"),
        ),
        *shown(case.photos, "现场照片"),
        SigningLines(("检查人员（签字）", "被检查单位负责人（签字）")),
    ]
    return _document(file, "责令限期整改通知书", blocks, addressee=file.concerned, at=case.filed_at, word="责改")


def supervision(file: CaseFile, *, at: datetime) -> OfficialDocument:
    """督办函, to who has to put it right. Raises Refused("not-now") where nobody has, or it is done."""
    case = file.case
    if not case.runs or not file.handler:
        raise Refused("not-now", "已派单、尚未整改的问题，才能出具督办函")
    late = (at - case.due_at).days if case.due_at and at > case.due_at else 0
    stood = [
        f"整改期限为{moment_words(case.due_at)}" if case.due_at else "",
        f"现已逾期{late}天" if late else "现已逾期" if case.overdue else "",
        f"曾退回重改{case.returns}次" if case.returns else "",
        f"已延期{case.extensions}次" if case.extensions else "",
    ]
    concerned = f"，涉及{file.subject.name}" if file.subject else ""
    blocks: list[Block] = [
        Paragraph(
            f"{day_words(case.filed_at)}立案的第{case.number}号问题“{case.title}”（{file.place}{concerned}），"
            f"由你单位承办，{'，'.join(part for part in stood if part) or '尚未整改'}。"
        ),
        Paragraph(
            "请你单位立即组织整改，整改完成后提交整改情况和照片，申请复查；确有困难的，请书面说明原因和需要协调的事项。"
        ),
        *_supervised(case),
    ]
    return _document(
        file, f"关于督促整改“{case.title}”的督办函", blocks, addressee=file.handler, at=at, word="督",
        signature=file.orgs.get(file.campaign.root, ""),
    )  # fmt: skip


def _supervised(case: Case) -> Iterator[Block]:
    for one in case.supervision:
        reason = f"：{one['reason']}" if one.get("reason") else ""
        yield Paragraph(f"该问题已由{one.get('org_name', '')}挂牌督办{reason}。")


def record(file: CaseFile) -> OfficialDocument:
    """检查、整改、复查记录: what was found, every step with who took it, the photos before and after."""
    blocks: list[Block] = [Heading(1, "基本情况"), *facts(file), Heading(1, "办理经过"), steps(file.entries)]
    compared = list(pairs(file.case.photos, file.after))
    if compared:
        blocks += [Heading(1, "整改前后对比"), *compared]
    blocks.append(SigningLines(("检查人员", "整改责任人", "复查人员")))
    last = file.entries[-1].happened_at
    return _document(file, "检查整改复查记录", blocks, at=last, word="记", subtitle=f"（{file.case.number}）")


def facts(file: CaseFile) -> Iterator[Block]:
    """What the case is about, as a table, and the description."""
    case = file.case
    lines = [
        ("问题", case.title),
        ("所在", file.place),
        ("整治对象", file.subject.name if file.subject else ""),
        ("等级", SEVERITY_LABELS.get(case.severity, case.severity)),
        ("依据", file.basis),
        ("承办单位", file.handler),
        ("整改责任人", str(case.measures.get("responsible", ""))),
        ("整改期限", moment_words(case.due_at) if case.due_at else ""),
        ("现在状态", case.state_label),
    ]
    rows = tuple((name, text) for name, text in lines if text)
    yield Table(("项目", "内容"), rows, widths=(5, 20), align=("center", "left"))
    if case.description:
        yield Paragraph(case.description)


def steps(entries: Sequence[Entry]) -> Table:
    """Every entry of the case, by whom and when."""
    rows = tuple(
        (
            f"{entry.happened_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            "系统" if entry.actor == CLOCK else str(entry.body.get("name") or entry.body.get("finder", "")),
            KINDS[entry.kind].present(entry.body),
        )
        for entry in entries
    )
    return Table(("时间", "经办人", "办理情况"), rows, widths=(8, 5, 16), align=("center", "center", "left"))


def _problem(case: Case) -> str:
    return f"{case.title}。{case.description}" if case.description else case.title


def _document(
    file: CaseFile, title: str, blocks: Sequence[Block], *, at: datetime, word: str, addressee: str = "",
    signature: str = "", subtitle: str = "",
) -> OfficialDocument:  # fmt: skip
    """`word` is the character in the document's number that says what it is."""
    local = at.astimezone(CHINA)
    issuer = signature or file.issuer
    return OfficialDocument(
        title=title,
        issuer=issuer,
        blocks=tuple(blocks),
        date=local.date(),
        number=f"{word}〔{local.year}〕{file.case.number}号" if addressee else "",
        addressee=addressee,
        subtitle=subtitle,
    )


CASE_PAPERS: Mapping[str, tuple[str, Callable[[CaseFile, datetime], OfficialDocument]]] = {
    "notice": ("整改通知书", lambda file, at: notice(file)),
    "supervision": ("督办函", lambda file, at: supervision(file, at=at)),
    "record": ("检查整改复查记录", lambda file, at: record(file)),
}
"""Which papers a case can have, under the name in the address: the file's name, and how it is made."""
