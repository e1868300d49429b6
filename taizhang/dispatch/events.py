"""Kinds of entry about dispatch meetings."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.journal.kinds import Body, Kind, register


class Opened(Body):
    path: str
    day: str
    name: str = ""


class Decided(Body):
    """Who is to do what until when; `duty` is the duty that it becomes, `case` what it is about, if anything."""

    what: str = Field(min_length=1, max_length=200)
    org: int
    org_name: str
    path: str
    role: str
    due_at: AwareDatetime
    duty: UUID
    case: UUID | None = None
    case_title: str = ""
    name: str = ""


class Closed(Body):
    """The meeting is over: its agenda is kept as it was then."""

    chair: str = Field(default="", max_length=60)
    attendees: str = Field(default="", max_length=1000)
    note: str = Field(default="", max_length=4000)
    agenda: dict[str, Any]
    name: str = ""


register(
    Kind("dispatch.opened", "开始调度", Opened, lambda b: f"{b['day']}的调度"),
    Kind("dispatch.decided", "议定", Decided, lambda b: f"{b['org_name']}：{b['what']}"),
    Kind("dispatch.closed", "调度结束", Closed, lambda b: f"主持人{b['chair']}" if b.get("chair") else "结束"),
)
