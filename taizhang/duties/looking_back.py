"""A look back at how a place carried the plan out: the answers to its checklist, what failed, what is urged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from taizhang.core.calendar import CHINA
from taizhang.core.checklists import Checklist, noted_failures, unanswered, with_calculations
from taizhang.core.refusals import Refused


def looked_back(checklist: Checklist, body: Mapping[str, Any], *, at: datetime) -> dict[str, Any]:
    """The body completed with what the checklist decides. Raises Refused("bad-body" | "deadline-past")."""
    today = at.astimezone(CHINA).date().isoformat()
    answers = with_calculations(checklist, dict(body.get("answers") or {}), today=today)
    notes = dict(body.get("notes") or {})
    if missing := unanswered(checklist, answers):
        raise Refused("bad-body", f"“{missing[0].label}”还没有填写")
    if body.get("urged") and body.get("urged_by") is None:
        raise Refused("bad-body", "督促事项没有写完成期限")
    if body.get("urged_by") is not None and body["urged_by"] <= at:
        raise Refused("deadline-past", "督促事项的完成期限")
    failed = noted_failures(checklist, answers, notes, {})
    return {**body, "answers": answers, "checklist": checklist.id, "version": checklist.version, "failures": failed}
