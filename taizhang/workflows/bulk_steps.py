"""One step on many cases: more time asked for or granted, and supervision in public; each case as its plan allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.cases.operations import step_draft
from taizhang.cases.queries import extensions_used
from taizhang.core.cases.steps import STEPS, State
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.journal.drafts import Draft
from taizhang.lists.models import Batch

from .bulk import Item, carry_out, take_back
from .chosen_cases import cases_of, chosen, opposite_step

ASK_TIME, GRANT_TIME, SUPERVISE = "ask-time", "grant-time", "supervise"
VERBS = {ASK_TIME: "extension_requested", GRANT_TIME: "extended", SUPERVISE: "supervised"}


def take_steps(
    *, by: Actor, at: datetime, cases: Sequence[UUID], act: str, reason: str, until: datetime | None = None
) -> Batch:
    """Raises Refused("not-permitted" | "reason-missing" | "bad-body") for all; what one case refuses is reported."""
    step = STEPS[VERBS[act]]
    by.demand(step.power)
    if not reason.strip():
        raise Refused("reason-missing")
    if act == ASK_TIME and until is None:
        raise Refused("bad-body", "没有填写延期到哪一天")
    body = {"reason": reason.strip(), **({"until": until} if until else {})}
    found = chosen(by, cases)
    items = [_item(row, step.verb, body, found.plans[row.campaign], by, at) for row in found.rows]
    return carry_out(act, step.label, items, found.unseen, by=by, at=at)


def _item(row: Case, verb: str, body: Mapping[str, Any], plan: Plan, by: Actor, at: datetime) -> Item:
    def drafts() -> list[Draft]:
        if State(row.state) not in STEPS[verb].sources:
            raise Refused("not-now", row.state_label)
        _demand_in_season(row, verb, by)
        return [step_draft(by=by, at=at, case=row, verb=verb, body=body, plan=plan)]

    return Item(row.pk, f"{row.number} {row.title}", drafts, {})


def _demand_in_season(row: Case, verb: str, by: Actor) -> None:
    """What the fold would refuse as well, said before the whole batch has to be appended one by one."""
    if verb == "extension_requested" and row.pending_extension is not None:
        raise Refused("already-done", "已有延期申请待批")
    if verb == "extension_requested" and extensions_used(row):
        raise Refused("extensions-used")
    if verb == "extended" and row.pending_extension is None:
        raise Refused("no-pending-extension")
    if verb == "supervised" and any(item["org_name"] == by.org_name for item in row.supervision):
        raise Refused("already-done", "本单位已经挂牌督办")


def withdraw_requests(*, by: Actor, at: datetime, batch: Batch) -> None:
    """Raises Refused("not-now")."""
    rows = cases_of(batch)
    take_back(
        batch,
        lambda item: [opposite_step(rows[item["about"]], "extension_withdrawn", {}, by, at, batch)],
        at=at,
    )
