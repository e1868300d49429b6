"""The form of each step of a case: which fields it asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.cases.steps import STEPS
from taizhang.core.refusals import Refused
from taizhang.orgs.models import Org
from taizhang.orgs.paths import parents
from taizhang.web.fields import Field

MOST_HANDLERS = 300


def form_fields(verb: str, actor: Actor, case: Case) -> list[Field]:
    """The fields of a step, beginning with what is peculiar to it."""
    step = STEPS.get(verb)
    if step is None:
        raise Refused("unknown-kind", verb)
    special = _SPECIAL.get(verb)
    fields = special(actor, case) if special else []
    if step.needs_evidence:
        fields.append(_proof(case))
    elif verb in {"rechecked", "returned", "accepted"}:
        fields.append(Field("photos", "照片", "photos", hint="需要时附上"))
    account = step.needs_evidence and not case.evidence
    label = "整改情况" if step.needs_evidence else "理由" if step.needs_reason else "说明"
    fields.append(Field("reason", label, "textarea", required=step.needs_reason or account))
    return fields


def _proof(case: Case) -> Field:
    if case.evidence:
        return Field("photos", "整改后照片", "photos", required=True, hint="至少一张，拍清整改后的样子")
    return Field("photos", "整改后照片", "photos", hint="这类问题不要求照片，需要时附上")


def handlers(case: Case) -> list[tuple[int, str]]:
    """Who can be charged: the bodies of the areas above the case, these areas themselves, and the grids beside it."""
    above = parents(case.path)
    near = Q(number__in=above) | Q(parent__in=above[-2:], kind=Org.AREA) | Q(parent__in=above, kind__in=BODIES)
    rows = Org.objects.filter(near, closed=False).order_by("path")[:MOST_HANDLERS]
    return [(row.number, row.name) for row in sorted(rows, key=lambda row: (row.kind != Org.AREA, row.path))]


BODIES = ("bureau", "station")


def _due(case: Case) -> str:
    return f"{timezone.localtime(case.due_at):%Y-%m-%d}" if case.due_at else ""


def _period(case: Case, label: str, **more: Any) -> Field:
    """The end of a period: a day, or a moment where the plan counts in hours. What is left as it was stays exact."""
    due = timezone.localtime(case.due_at) if case.due_at else None
    if due and due.time().replace(microsecond=0) != time(23, 59, 59):
        return Field("due_at", label, "moment", value=f"{due:%Y-%m-%dT%H:%M}", kept=case.due_at, **more)
    return Field("due_at", label, "date", value=_due(case), kept=case.due_at, **more)


def _assign(actor: Actor, case: Case) -> list[Field]:
    five = case.severity == "major"
    return [
        Field("handler", "承办单位", "select", required=True, value=case.handler or case.org, choices=handlers(case)),
        _period(case, "整改期限", required=True, hint="已按问题类别的规定期限填好"),
        Field("responsible", "整改责任人", "text", required=five, hint="重大隐患须五落实" if five else ""),
        Field("measures", "整改措施", "text", required=five),
        Field("money", "资金安排", "text", required=five),
        Field("emergency", "应急预案", "text", required=five),
    ]


def _extended(actor: Actor, case: Case) -> list[Field]:
    asked = str((case.pending_extension or {}).get("until", ""))
    until = datetime.fromisoformat(asked).astimezone(CHINA) if asked else None
    return [
        Field("until", "批准延期至", "date", value=f"{until:%Y-%m-%d}" if until else "", kept=until, hint="可以改短")
    ]


_SPECIAL: dict[str, Callable[[Actor, Case], list[Field]]] = {
    "assigned": _assign,
    "transferred": lambda actor, case: [
        Field("handler", "移交给", "select", required=True, choices=handlers(case))
    ],
    "joined": lambda actor, case: [
        Field("joint", "会办单位", "multiple", required=True, choices=handlers(case), value=case.joint)
    ],
    "extension_requested": lambda actor, case: [
        Field("until", "申请延期至", "date", required=True, hint=f"原期限 {_due(case)}")
    ],
    "extended": _extended,
    "returned": lambda actor, case: [Field("due_at", "重新整改期限", "date", hint="不填则沿用原期限")],
    "reopened": lambda actor, case: [Field("due_at", "重新整改期限", "date", required=True)],
}  # fmt: skip
