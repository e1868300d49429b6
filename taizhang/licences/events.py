"""Kinds of entry about licences. The names of persons stand in the body: whoever reads it masks them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.journal.kinds import Body, FileRef, Kind, register

Changes = dict[str, str | int | float | bool]
"""What the register says of the holder from then on, as `subject.corrected` takes it."""


class Set(Body):
    """A paper as it is now: first entered, corrected or renewed. `held` is false where somebody is known to lack it.

    `minder` and `minder_role` are whom the clock reminds; `renews` is the last day of the paper that is followed by
    this one, where a reminder of that day has gone out. A field of the subject that follows the paper is changed now
    (`changes`), when it lapses (`lapses`) and when it ends (`ends`).
    """

    licence: str
    licence_name: str
    path: str
    subject: UUID | None = None
    post: int | None = None
    person: str = Field(default="", max_length=60)
    holder_name: str = Field(default="", max_length=200)
    held: bool = True
    number: str = Field(default="", max_length=100)
    scope: str = Field(default="", max_length=500)
    issued_on: date | None = None
    valid_until: date | None = None
    remind_at: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None
    line: str = ""
    line_org: int | None = None
    category: str = ""
    minder: int
    minder_path: str
    minder_role: str
    renews: date | None = None
    files: list[FileRef] = []
    changes: Changes = {}
    lapses: Changes = {}
    ends: Changes = {}
    name: str = ""


class Due(Body):
    """By the clock: the paper that is valid until that day nears its end, or has passed it.

    It carries what follows from it: the reminder's duty, the finding's category.
    """

    valid_until: date
    title: str = Field(min_length=1, max_length=200)
    path: str
    subject: UUID | None = None
    category: str = ""
    minder: int
    minder_path: str
    minder_role: str
    due_at: AwareDatetime
    changes: Changes = {}


class Ended(Body):
    """Revoked, given back, or the person works there no more."""

    reason: str = Field(min_length=1, max_length=2000)
    subject: UUID | None = None
    changes: Changes = {}
    name: str = ""


def _set(b: dict[str, object]) -> str:
    if not b.get("held", True):
        return f"登记为没有{b['licence_name']}"
    until = f"，有效期至 {b['valid_until']}" if b.get("valid_until") else "，长期有效"
    return f"登记{b['licence_name']}{until}"


register(
    Kind("licence.set", "登记证照", Set, lambda b: _set(dict(b))),
    Kind("licence.reminded", "到期提醒", Due, lambda b: f"提醒：{b['title']}，{b['valid_until']} 到期"),
    Kind("licence.lapsed", "证照过期", Due, lambda b: f"{b['title']}，{b['valid_until']} 已过期"),
    Kind("licence.ended", "证照失效", Ended, lambda b: b["reason"]),
)
