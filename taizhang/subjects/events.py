"""Kinds of entry about subjects. Bodies are self-contained (org and path), so that folding needs no other thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, field_validator

from taizhang.journal.kinds import Body, Kind, register

COLUMNS = {
    "kind": "类别",
    "name": "名称",
    "code": "编码",
    "address": "地址",
    "contact": "联系人",
    "phone": "联系电话",
    "lat": "纬度",
    "lng": "经度",
}
"""What every kind of subject has; the rest is in `fields`, written "fields.<id>" in a correction."""

OWN = "fields."
Scalar = str | int | float | bool | list[str]


class SubjectAdded(Body):
    """A subject enters the register. `source` says how: "import:<uuid>", "field" or ""."""

    kind: str = Field(min_length=1, max_length=64)
    name: str = Field(min_length=1, max_length=200)
    code: str = Field("", max_length=64)
    org: int
    path: str
    in_grid: bool = False
    address: str = Field("", max_length=300)
    contact: str = Field("", max_length=80)
    phone: str = Field("", max_length=80)
    lat: float | None = Field(None, ge=-90, le=90)
    lng: float | None = Field(None, ge=-180, le=180)
    fields: dict[str, Scalar] = {}
    source: str = ""
    device_time: str | None = None


class SubjectCorrected(Body):
    """Only what changed: {"phone": "…", "fields.seats": 40}; "" empties a value."""

    changes: dict[str, Scalar] = Field(min_length=1)
    reason: str = ""
    source: str = ""
    device_time: str | None = None

    @field_validator("changes")
    @classmethod
    def _known(cls, changes: dict[str, Scalar]) -> dict[str, Scalar]:
        unknown = [key for key in changes if key not in COLUMNS and not key.startswith(OWN)]
        if unknown or changes.get("name") == "":
            raise ValueError(f"不能更正：{'、'.join(unknown) or '名称不能为空'}")
        return changes


class SubjectMoved(Body):
    """It belongs to another grid from now on."""

    org: int
    path: str
    in_grid: bool = False
    reason: str = ""


class SubjectMerged(Body):
    """It was the same as another, which goes on in its stead."""

    into: UUID
    name: str = ""
    reason: str = ""


class SubjectAbsorbed(Body):
    """Another record was the same and has been merged into this one."""

    other: UUID
    name: str = ""


class SubjectSetApart(Body):
    """A person looked and found that it is not the same as another."""

    other: UUID
    name: str = ""


class SubjectClosed(Body):
    reason: str = Field(min_length=1)


class SubjectReopened(Body):
    reason: str = ""


class SubjectUnmasked(Body):
    """Somebody looked at protected values."""

    fields: list[str] = Field(min_length=1)
    reason: str = ""


class SubjectLinked(Body):
    """It was given a link with which it acts for itself until then; an earlier link is void."""

    until: AwareDatetime
    name: str = ""


class SubjectUnlinked(Body):
    name: str = ""


class SubjectErased(Body):
    """Protected values were taken out of these entries. `entries`: {id: sealed hash + present hash}, both in hex."""

    fields: list[str] = Field(min_length=1)
    reason: str = Field(min_length=1)
    entries: dict[str, str]


class RegisterExported(Body):
    """Somebody took protected values of many subjects out of the system, as a file."""

    count: int
    reason: str = Field(min_length=1)


def _changed(body: Mapping[str, Any]) -> str:
    labels = [COLUMNS.get(key, "其他信息") for key in body["changes"]]
    reason = f"（{body['reason']}）" if body.get("reason") else ""
    return "更正" + "、".join(dict.fromkeys(labels)) + reason


register(
    Kind("subject.added", "登记入册", SubjectAdded, lambda b: f"登记入册：{b['name']}"),
    Kind("subject.corrected", "更正", SubjectCorrected, _changed),
    Kind("subject.moved", "调整网格", SubjectMoved, lambda b: f"调整所属网格。{b.get('reason', '')}"),
    Kind(
        "subject.merged",
        "合并",
        SubjectMerged,
        lambda b: f"与“{b.get('name', '')}”为同一对象，已并入。{b.get('reason', '')}",
    ),
    Kind("subject.absorbed", "并入", SubjectAbsorbed, lambda b: f"“{b.get('name', '')}”并入本对象"),
    Kind("subject.apart", "排除重复", SubjectSetApart, lambda b: f"经核对，与“{b.get('name', '')}”不是同一对象"),
    Kind("subject.closed", "注销", SubjectClosed, lambda b: f"注销。{b['reason']}"),
    Kind("subject.reopened", "恢复", SubjectReopened, lambda b: f"恢复在册。{b.get('reason', '')}"),
    Kind(
        "register.exported",
        "导出完整底数",
        RegisterExported,
        lambda b: f"导出 {b['count']} 个对象的完整信息。{b['reason']}",
    ),
    Kind("subject.erased", "抹去个人信息", SubjectErased, lambda b: f"抹去受保护的信息。{b['reason']}"),
    Kind("subject.linked", "发放自查链接", SubjectLinked, lambda b: f"发放自查链接，{str(b['until'])[:10]} 前有效"),
    Kind("subject.unlinked", "停用自查链接", SubjectUnlinked, lambda _: "停用自查链接"),
    Kind("subject.unmasked", "查看受保护信息", SubjectUnmasked, lambda b: f"查看受保护信息。{b.get('reason', '')}"),
)
