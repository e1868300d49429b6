"""Kinds of entry about expiries. None holds what is erased, nor whose it was."""

from __future__ import annotations

from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.core.plan.retention import WHAT_LABELS, What
from taizhang.journal.kinds import Body, Kind, register


class Announced(Body):
    path: str
    what: What
    target: UUID
    rule: str
    title: str = Field(max_length=200)
    ended_at: AwareDatetime
    erase_at: AwareDatetime


class Decided(Body):
    """Held for a reason of law (an inquiry, a lawsuit, an audit), or let go again."""

    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""


class Done(Body):
    """`count`: in how many entries there was something."""

    count: int = Field(ge=0)


class Dropped(Body):
    """The thing came back, or is none of the plan's any more."""


register(
    Kind(
        "expiry.announced",
        "告知到期抹去",
        Announced,
        lambda b: f"{WHAT_LABELS[b['what']]}将于 {b['erase_at'][:10]} 到期抹去",
    ),
    Kind("expiry.held", "暂缓抹去", Decided, lambda b: f"暂缓抹去：{b['reason']}"),
    Kind("expiry.released", "解除暂缓", Decided, lambda b: f"解除暂缓，到期即抹去：{b['reason']}"),
    Kind("expiry.done", "到期抹去", Done, lambda b: f"保存期限已到，已抹去（{b['count']} 条记录）"),
    Kind("expiry.dropped", "不再适用", Dropped, lambda _: "已恢复或重新办理，不再抹去"),
)
