"""The agenda of a meeting as an official document, to be handed out before it: who has to say what, and on what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.orgs.models import Org
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph

from .agenda import Agenda, Line
from .paper import lines_table, moved_words, owed_words, short_title, step_words


def agenda_paper(agenda: Agenda, campaign: Campaign, place: Org) -> OfficialDocument:
    """As the figures stand at the moment that the agenda was made."""
    at = datetime.fromisoformat(agenda["at"]).astimezone(CHINA)
    return OfficialDocument(
        title=f"{short_title(campaign)}\n调度会议程",
        subtitle=f"（{place.name}，{at.year}年{at.month}月{at.day}日）",
        issuer=place.name,
        signature="",
        blocks=tuple(_blocks(agenda, at)),
        created=datetime.combine(at.date(), datetime.min.time()),
    )


def file_name(agenda: Agenda, place: Org) -> str:
    at = datetime.fromisoformat(agenda["at"]).astimezone(CHINA)
    return f"{place.name}调度会议程（{at.month}月{at.day}日）"


def _blocks(agenda: Agenda, at: datetime) -> Iterator[Block]:
    yield Heading(1, "通报进展情况")
    yield Paragraph(moved_words(agenda) + f"数据截至{at.month}月{at.day}日{at:%H:%M}。")
    if agenda["lines"]:
        yield lines_table(agenda)
    for step in agenda["milestones"]:
        yield Paragraph(step_words(step))
    lagging = [line for line in agenda["lines"] if line["why"]]
    if lagging:
        yield Heading(1, "滞后单位说明原因和措施")
        yield from (Heading(3, _to_explain(line)) for line in lagging)
    if agenda["hard"]:
        yield Heading(1, "研究难点问题，确定现场办公事项")
        for case in agenda["hard"]:
            yield Heading(3, f"{case['title']}（{case['number']}，{case['place']}）：{case['why']}。")
    if agenda["orders"]:
        yield Heading(1, "检查以前议定事项的落实")
        yield from (Heading(3, owed_words(order)) for order in agenda["orders"])
    yield Heading(1, "议定事项，明确承办单位和完成期限")


def _to_explain(line: Line) -> str:
    who = f"（{line['who']}）" if line["who"] else ""
    return f"{line['name']}{who}：{line['why']}。"
