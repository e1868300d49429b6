"""Writing ladders: begin the first step of a case, or go on to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.cases.queries import case_for
from taizhang.core.ids import uuid7
from taizhang.core.plan.paper import Method
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .queries import ladder_id


def enter_step(
    *,
    by: Actor,
    at: datetime,
    case: UUID,
    method: Method,
    step: str,
    documents: Sequence[str] = (),
    evidence: Sequence[Mapping[str, Any]] = (),
    note: str = "",
    entry: UUID | None = None,
) -> None:
    """Go on to a step. `documents` were served, `evidence` (kept files) proves what the step before asked for.

    Raises Refused("unknown-thing" | "not-permitted" | "not-now" | "step-out-of-order" | "period-runs" |
    "document-not-served" | "evidence-missing").
    """
    row = case_for(by, case)
    if not may_enter(by, row):
        raise Refused("not-permitted")
    if not row.open:
        raise Refused("not-now", "案卷已办结")
    found = next((one for one in method.steps if one.id == step), None)
    if found is None:
        raise Refused("step-out-of-order", step)
    body = {
        "case": row.pk, "subject": row.subject, "path": row.path, "line_org": row.line_org, "handler": row.handler,
        "method": method.model_dump(mode="json", exclude_unset=True), "step": found.id, "step_name": found.name,
        "documents": list(documents), "evidence": [dict(one) for one in evidence], "note": note.strip(),
        "name": by.name,
    }  # fmt: skip
    draft = Draft(
        id=entry or uuid7(), kind="method.entered", about=ladder_id(row.pk), campaign=row.campaign, org=row.org,
        actor=by.identity, post=by.post, happened_at=at, body=body,
    )  # fmt: skip
    append([draft], at=at)


def may_enter(actor: Actor, case: Case) -> bool:
    """An authority serves the papers: who assigns in the case's area, or the org that handles it."""
    return (actor.may(Power.ASSIGN) and actor.covers(case.path)) or (
        actor.may(Power.RECHECK) and case.handler is not None and actor.org == case.handler
    )
