"""Kinds of entry about cases: body, label, and the sentence of the timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from taizhang.core.calendar import CHINA
from taizhang.core.cases.state import OVERDUE
from taizhang.core.cases.steps import STEPS
from taizhang.core.ladder import rung_words
from taizhang.journal.kinds import Body, FileRef, Kind, register


class Terms(Body):
    """What the governing plan says of such a case beyond period and ladder (core.plan.Lifecycle)."""

    on_the_spot: bool = True
    extensions: int | None = None
    extend_by: str = ""
    approver: str = "office"
    supervise: bool = False


class Found(Body):
    """Filing carries all that the fold needs: the period's end, the ladder, the path of the place.

    `relapse_of` is the case about the same that had been struck off before.
    """

    path: str
    subject: UUID | None = None
    category: str
    category_name: str = ""
    severity: str
    line: str = ""
    line_org: int | None = None
    phase: str = ""
    title: str = Field(min_length=1, max_length=200)
    description: str = ""
    photos: list[FileRef] = []
    voices: list[FileRef] = []
    inspection: UUID | None = None
    relapse_of: UUID | None = None
    item: str = ""
    clause: str = ""
    lat: float | None = None
    lng: float | None = None
    finder: str = ""
    due_at: AwareDatetime | None = None
    rungs: list[tuple[str, float]] = []
    evidence: bool = True
    terms: Terms = Terms()
    next_due: AwareDatetime | None = None
    device_time: str = ""


class Acted(Body):
    """Base of all later steps: who did it by name, a note, and by when the step that follows is due."""

    name: str = ""
    next_due: AwareDatetime | None = None
    reason: str = Field(default="", max_length=2000)
    photos: list[FileRef] = []
    voices: list[FileRef] = []
    device_time: str = ""


class Assigned(Acted):
    """派单, with 五落实: responsible person, measures, money, time limit, emergency plan."""

    handler: int
    handler_name: str = ""
    joint: list[int] = []
    joint_names: list[str] = []
    due_at: AwareDatetime | None = None
    responsible: str = ""
    measures: str = ""
    money: str = ""
    emergency: str = ""


class Transferred(Acted):
    handler: int
    handler_name: str = ""


class Joined(Acted):
    joint: list[int]
    joint_names: list[str] = []


class ExtensionRequested(Acted):
    until: AwareDatetime


class Extended(Acted):
    until: AwareDatetime | None = None


class Returned(Acted):
    due_at: AwareDatetime | None = None


class Supervised(Acted):
    """挂牌督办 by one level; a higher level may do so again."""

    level: str = ""
    org_name: str = ""


class Rung(Body):
    """A rung of the ladder, climbed at the moment `at` at which it fell due; `due_at` is the end of the period.

    `handler` is who had to put it right then, if anybody.
    """

    rung: str
    at: AwareDatetime
    due_at: AwareDatetime | None = None
    handler: int | None = None


class Erased(Body):
    """Words and photos were taken out of these entries. `entries`: {id: sealed hash + present hash}, both in hex."""

    reason: str = Field(min_length=1)
    entries: dict[str, str]


def _rung(body: Mapping[str, Any]) -> str:
    """From an interview on a named officer decides: the ladder only proposes it."""
    if body["rung"] == OVERDUE:
        return "期限已过，还没有整改"
    label = rung_words(body["rung"])
    if not body.get("due_at"):
        return label
    late = datetime.fromisoformat(body["at"]) - datetime.fromisoformat(body["due_at"])
    when = "整改期限将到" if late < timedelta() else f"逾期 {late.days} 天" if late.days else "整改期限已到"
    return f"{when}，{label}"


def _with_reason(sentence: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda body: f"{sentence}：{body['reason']}" if body.get("reason") else sentence


def _until(body: Mapping[str, Any], key: str) -> str:
    """The moment as people at the place read it; the journal keeps it in UTC."""
    moment = datetime.fromisoformat(str(body[key])) if body.get(key) else None
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}" if moment else ""


def _assigned(body: Mapping[str, Any]) -> str:
    due = f"，期限 {_until(body, 'due_at')}" if body.get("due_at") else ""
    return f"派单给{body.get('handler_name') or '承办单位'}{due}"


def _supervised(body: Mapping[str, Any]) -> str:
    return _with_reason(f"{body.get('org_name', '')}挂牌督办")(body)


_BODIES: dict[str, tuple[type[Body], Callable[[Mapping[str, Any]], str]]] = {
    "assigned": (Assigned, _assigned),
    "transferred": (Transferred, lambda b: f"移交{b.get('handler_name') or '其他单位'}：{b.get('reason', '')}"),
    "joined": (Joined, lambda b: f"会办单位：{'、'.join(b.get('joint_names', []))}。{b.get('reason', '')}"),
    "extension_requested": (
        ExtensionRequested,
        lambda b: f"申请延期至 {_until(b, 'until')}：{b.get('reason', '')}",
    ),
    "extended": (Extended, lambda b: f"批准延期{'至 ' + _until(b, 'until') if b.get('until') else ''}"),
    "returned": (Returned, _with_reason("退回重改")),
    "reopened": (Returned, _with_reason("撤销销号，重新整改")),
    "supervised": (Supervised, _supervised),
}

register(
    Kind("case.filed", "立案", Found, lambda b: f"发现并立案：{b['title']}"),
    Kind("case.reported", "上报问题", Found, lambda b: f"上报问题：{b['title']}"),
    Kind("case.rung", "到期督促", Rung, _rung),
    Kind("case.erased", "抹去文字和照片", Erased, lambda b: f"抹去文字和照片。{b['reason']}"),
    *(
        Kind(f"case.{verb}", step.label, *_BODIES.get(verb, (Acted, _with_reason(step.label))))
        for verb, step in STEPS.items()
    ),
)
