"""岗位交接单: what a post has in hand when it passes from one person to the next, to be signed by both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from taizhang.core.calendar import CHINA
from taizhang.render.document import Block, Heading, OfficialDocument, Paragraph, SigningLines, Table


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of thing that is handed over; `total` counts also what is not listed by name."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    total: int


def handover(
    post: str, org: str, leaving: str, coming: str, parts: Sequence[Part], *, at: datetime
) -> OfficialDocument:
    """`coming` is "" while there is no successor."""
    blocks: list[Block] = [
        Paragraph(f"{org}{post}由{leaving or '（空缺）'}移交给{coming or '（接任人待定）'}，移交事项如下。")
    ]
    for part in parts:
        blocks.append(Heading(1, f"{part.title}（{part.total}项）"))
        if part.rows:
            blocks.append(Table(part.header, tuple(part.rows)))
        else:
            blocks.append(Paragraph("无。"))
        if part.total > len(part.rows):
            blocks.append(Paragraph(f"其余{part.total - len(part.rows)}项见系统。"))
    blocks.append(SigningLines(("移交人（签字）", "接收人（签字）", "监交人（签字）")))
    return OfficialDocument(
        title="岗位工作交接单", issuer=org, blocks=tuple(blocks), date=at.astimezone(CHINA).date(), signature=""
    )
