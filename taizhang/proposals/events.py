"""Kinds of entry about proposals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.journal.kinds import Body, FileRef, Kind, register

from .models import WHAT_LABELS


class Raised(Body):
    """By the clock: a duty or a case (`thing`, `ground`) has climbed to the rung. More of the week may follow.

    Or a flag of a ranking gives ground to it (`flag`); then `role` at `decider` decides, and `harsh` says that it goes
    beyond the rules on relieving the grass roots.
    """

    what: Literal["interview", "account", "flag"]
    path: str
    subject: UUID | None = None
    thing: Literal["duty", "case", "ranking"]
    ground: UUID
    title: str
    due_at: AwareDatetime | None = None
    role: str = ""
    decider: int | None = None
    harsh: bool = False


class Decided(Body):
    name: str
    reason: str = Field(default="", max_length=2000)


class CarriedOut(Body):
    """When it was done, who took part, and what came of it."""

    held_on: str = Field(default="", max_length=10)
    attendees: str = Field(default="", max_length=1000)
    outcome: str = Field(min_length=1, max_length=4000)
    photos: list[FileRef] = []
    files: list[FileRef] = []
    name: str = ""


def _raised(body: Mapping[str, Any]) -> str:
    return f"建议{WHAT_LABELS[body['what']]}，依据：{body['title']}"


register(
    Kind("proposal.raised", "提出建议", Raised, _raised),
    Kind("proposal.approved", "同意", Decided, lambda b: "同意" + (f"：{b['reason']}" if b.get("reason") else "")),
    Kind("proposal.declined", "不予采纳", Decided, lambda b: f"不予采纳：{b['reason']}"),
    Kind("proposal.withdrawn", "撤回建议", Decided, lambda b: f"撤回：{b['reason']}"),
    Kind("proposal.carried_out", "办理", CarriedOut, lambda b: f"已办理：{b['outcome']}"),
)
