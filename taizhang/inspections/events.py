"""Kinds of entry about inspections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import Field

from taizhang.journal.kinds import Body, FileRef, Kind, register


class FailedItem(Body):
    """One failed item, as core.checklists.failures finds it, with what the inspector noted.

    `relapse_of` is the case about the same that had been struck off before.
    """

    item: str
    category: str
    label: str
    clause: str = ""
    note: str = ""
    photos: list[FileRef] = []
    relapse_of: UUID | None = None


class Recorded(Body):
    """What was found at a subject.

    `answers`, `notes` and `item_photos` are by item; `failures` are computed on the server, whatever the sender says,
    and so are `register_changes`: what the answers correct in the register, by column.
    `device_time` is what the phone's clock showed, word for word. `mocked`: whether the phone says that a program
    made its position up; None where it says nothing.
    """

    path: str
    subject: UUID
    checklist: str
    version: str = ""
    rule: str = ""
    self_made: bool = False
    answers: dict[str, Any]
    notes: dict[str, str] = {}
    item_photos: dict[str, list[FileRef]] = {}
    photos: list[FileRef] = []
    voices: list[FileRef] = []
    failures: list[FailedItem] = []
    register_changes: dict[str, Any] = {}
    participants: str = Field(default="", max_length=200)
    signature: FileRef | None = None
    note: str = Field(default="", max_length=4000)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lng: float | None = Field(default=None, ge=-180, le=180)
    accuracy: float | None = Field(default=None, ge=0)
    mocked: bool | None = None
    inspector_name: str = ""
    line: str = ""
    line_org: int | None = None
    device_time: str = ""


class Amended(Body):
    """A correction of what was written down; what failed stays as found: a wrong judgement needs a new inspection."""

    reason: str = Field(min_length=1, max_length=2000)
    name: str = ""
    note: str | None = Field(default=None, max_length=4000)
    participants: str | None = Field(default=None, max_length=200)
    notes: dict[str, str] = {}
    photos: list[FileRef] = []


class Erased(Body):
    """Words and photos were taken out of these entries. `entries`: {id: sealed hash + present hash}, both in hex."""

    reason: str = Field(min_length=1)
    entries: dict[str, str]


def _recorded(body: Mapping[str, Any]) -> str:
    failed = len(body.get("failures", []))
    who = "自查" if body.get("self_made") else "检查"
    return f"{who}：发现 {failed} 项不合格" if failed else f"{who}：未发现问题"


register(
    Kind("inspection.recorded", "检查记录", Recorded, _recorded),
    Kind("inspection.erased", "抹去文字和照片", Erased, lambda body: f"抹去文字和照片。{body['reason']}"),
    Kind("inspection.amended", "更正检查记录", Amended, lambda body: f"更正检查记录：{body['reason']}"),
)
