"""The minutes of a meeting as an official document; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.orgs.models import Org
from taizhang.render.document import Block, BriefingHead, Heading, OfficialDocument, Paragraph, Table
from taizhang.render.official_word import to_docx

from .agenda import Agenda, Order, Step
from .models import Dispatch


def file_name(row: Dispatch, org: Org) -> str:
    return f"{org.name}调度会议纪要（{row.day.month}月{row.day.day}日）.docx"


def short_title(campaign: Campaign) -> str:
    """The campaign without the words that make it a plan."""
    return campaign.title.removesuffix("实施方案").removesuffix("方案")


def word(row: Dispatch, campaign: Campaign, org: Org) -> bytes:
    """The Word file in the layout of GB/T 9704, of a meeting that is closed."""
    issue = Dispatch.objects.filter(campaign=row.campaign, org=row.org, day__lte=row.day).count()
    return to_docx(
        OfficialDocument(
            title=f"{short_title(campaign)}\n调度会议纪要",
            issuer=org.name,
            date=row.day,
            head=BriefingHead(name="调度会议纪要", issue=f"第{issue}期", compiled_by=org.name),
            signature="",
            blocks=tuple(_blocks(row, org)),
        )
    )


def _blocks(row: Dispatch, org: Org) -> Iterator[Block]:
    agenda: Agenda = row.agenda
    yield Paragraph(_opening(row, org))
    yield Heading(1, "进展情况")
    yield Paragraph(moved_words(agenda))
    if agenda["lines"]:
        yield lines_table(agenda)
    yield from _part("时间节点", [step_words(step) for step in agenda["milestones"]])
    yield from _part(
        "难点问题", [f"{case['number']} {case['title']}（{case['place']}）：{case['why']}。" for case in agenda["hard"]]
    )
    yield Heading(1, "议定事项")
    for decision in row.decisions:
        yield Heading(3, _decided(decision))
    if not row.decisions:
        yield Paragraph("本次没有新的议定事项。")
    yield from _part("以前议定、尚未办结的事项", [owed_words(order) for order in agenda["orders"]])
    yield from _part("其他", [row.note] if row.note else [])


def _part(title: str, texts: Sequence[str]) -> Iterator[Block]:
    """A heading with its paragraphs; nothing where there is nothing to say."""
    if texts:
        yield Heading(1, title)
        yield from (Paragraph(text) for text in texts)


def step_words(step: Step) -> str:
    done = f"前应完成{step['wanted']}，已完成{step['done']}，{step['verdict']}"
    return f"{step['title']}：{_day(step['due'])}{done}。"


def _decided(decision: Mapping[str, Any]) -> str:
    about = f"（{decision['case_title']}）" if decision.get("case_title") else ""
    return f"{decision['org_name']}{decision['what'].rstrip('。；;')}{about}，{_day(decision['due_at'])}前完成。"


def owed_words(order: Order) -> str:
    return f"{order['org']}：{order['what']}（{_day(order['due_at'])}前{'，已逾期' if order['late'] else ''}）。"


def _opening(row: Dispatch, org: Org) -> str:
    closed = (row.closed_at or row.opened_at).astimezone(CHINA)
    said = f"{row.day.year}年{row.day.month}月{row.day.day}日，{org.name}召开调度会，{closed:%H:%M}结束。"
    said += f"主持人：{row.chair}。" if row.chair else ""
    return said + (f"参加人：{row.attendees.rstrip('。')}。" if row.attendees else "")


def moved_words(agenda: Agenda) -> str:
    moved = agenda["moved"]
    since = datetime.fromisoformat(agenda["since"]).astimezone(CHINA)
    return (
        f"自{since.month}月{since.day}日{since:%H:%M}以来，检查{moved['inspected']}次，新发现问题{moved['filed']}件，"
        f"销号{moved['struck']}件，新增逾期问题{moved['late_cases']}件，新增逾期任务{moved['late_duties']}项。"
    )


def lines_table(agenda: Agenda) -> Table:
    return Table(
        header=("单位", "责任人", "排查", "未销号", "逾期", "逾期任务", "滞后情况"),
        rows=tuple(
            (
                line["name"],
                line["who"] or "—",
                f"{line['met']}/{line['owed']}",
                line["open"],
                line["overdue"],
                line["lapsed"],
                line["why"] or "—",
            )
            for line in agenda["lines"]
        ),
        widths=(11, 8, 8, 7, 6, 8, 18),
        align=("left", "center", "right", "right", "right", "right", "left"),
    )


def _day(text: str) -> str:
    """ "9月3日", of a date or a moment as text."""
    found = datetime.fromisoformat(text)
    local = found.astimezone(CHINA) if found.tzinfo else found
    return f"{local.month}月{local.day}日"
