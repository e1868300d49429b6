"""Kinds of entry about method ladders."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class Entered(Body):
    """A step is begun. The body carries the ladder's own rules and place, so that the fold looks nowhere else."""

    case: UUID
    subject: UUID | None = None
    path: str
    line_org: int | None = None
    handler: int | None = None
    method: dict[str, Any]
    step: str
    step_name: str = ""
    documents: list[str] = []
    evidence: list[FileRef] = []
    note: str = Field(default="", max_length=2000)
    name: str = ""


class Settled(Body):
    """The case is closed: the ladder ends with the step that runs."""

    name: str = ""
    note: str = Field(default="", max_length=2000)


register(
    Kind("method.entered", "分步处置", Entered, lambda b: f"进入“{b.get('step_name') or b['step']}”"),
    Kind("method.settled", "处置完成", Settled, lambda b: "处置完成"),
)
