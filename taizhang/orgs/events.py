"""Kinds of entry about orgs and posts. Bodies are self-contained (number, path): folding needs no other thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from taizhang.core.roles import Role
from taizhang.journal.kinds import Body, Kind, register


class OrgSet(Body):
    """The org as it is from now on."""

    number: int
    code: str
    kind: str
    level: str
    name: str
    parent: int | None = None
    path: str
    lat: float | None = None
    lng: float | None = None
    urban: str = ""


class OrgClosed(Body):
    reason: str = ""


class PostSet(Body):
    """A post, and who fills it from `since` on."""

    number: int
    org: int
    path: str
    role: Role
    title: str = ""
    user: int | None = None
    person: str = ""
    phone: str = ""
    subject: UUID | None = None
    since: str


class PostEnded(Body):
    until: str
    reason: str = ""


def _role(body: Mapping[str, Any]) -> str:
    return body.get("title") or Role(body["role"]).label


register(
    Kind("org.set", "组织登记", OrgSet, lambda b: f"登记{b['name']}（{b['code']}）"),
    Kind("org.closed", "组织撤销", OrgClosed, lambda b: f"撤销。{b.get('reason', '')}"),
    Kind("post.set", "岗位任职", PostSet, lambda b: f"{b.get('person') or '（空缺）'}任{_role(b)}"),
    Kind("post.ended", "岗位离任", PostEnded, lambda b: f"离任。{b.get('reason', '')}"),
)
