"""Kinds of entry about duties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator

from taizhang.core.ladder import rung_words
from taizhang.journal.kinds import Body, FileRef, Kind, register


class Met(Body):
    """Done: by another entry (`by`: an inspection, a report) or with evidence of its own (a meeting, a receipt).

    A look back at a place brings the answers to its checklist, what failed, and what is urged there until when.
    """

    by: UUID | None = None
    name: str = ""
    note: str = Field(default="", max_length=4000)
    photos: list[FileRef] = []
    files: list[FileRef] = []
    attendance: int | None = Field(default=None, ge=0, le=1_000_000)
    held_on: str = ""
    place: str = Field(default="", max_length=200)
    receiver: str = Field(default="", max_length=60)
    signature: FileRef | None = None
    quantity: float | None = None
    checklist: str = ""
    version: str = ""
    answers: dict[str, Any] = {}
    notes: dict[str, str] = {}
    failures: list[dict[str, Any]] = []
    urged: str = Field(default="", max_length=200)
    urged_by: AwareDatetime | None = None
    device_time: str = ""

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.urged and self.urged_by is None:
            raise ValueError("督促事项没有写期限")
        return self


class Ordered(Body):
    """A duty that a decision makes, beside those of the plan; it carries all that its row needs."""

    title: str = Field(min_length=1, max_length=200)
    path: str
    bearer: int
    role: str
    due_at: AwareDatetime
    rungs: list[tuple[str, AwareDatetime]] = []
    subject: UUID | None = None
    by: UUID
    name: str = ""


class Excused(Body):
    """Need not be done: a person decided so, or (`by`) an entry about something else has made it void."""

    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""
    by: UUID | None = None


class Reopened(Body):
    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""
    by: UUID | None = None


class Clocked(Body):
    """Written by the clock at the moment `at` at which it fell due."""

    rung: str = ""
    at: AwareDatetime
    due_at: AwareDatetime | None = None


def _met(body: Mapping[str, Any]) -> str:
    parts = [body.get("note", ""), f"参加 {body['attendance']} 人" if body.get("attendance") is not None else ""]
    parts.append(f"签收人 {body['receiver']}" if body.get("receiver") else "")
    parts.append(f"{len(body['failures'])} 项不合格" if body.get("failures") else "")
    parts.append(f"督促：{body['urged']}" if body.get("urged") else "")
    return "完成任务" + "".join(f"，{part}" for part in parts if part)


register(
    Kind("duty.ordered", "交办", Ordered, lambda b: f"交办：{b['title']}"),
    Kind("duty.met", "完成", Met, _met),
    Kind("duty.excused", "免办", Excused, lambda b: f"同意免办：{b['reason']}"),
    Kind("duty.reopened", "退回", Reopened, lambda b: f"退回重办：{b['reason']}"),
    Kind("duty.rung", "到期督促", Clocked, lambda b: rung_words(b.get("rung", ""))),
    Kind("duty.lapsed", "逾期", Clocked, lambda b: "到期未完成"),
)
