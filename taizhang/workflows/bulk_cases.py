"""Many cases handed to one office: those that wait are assigned, those under way are transferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.cases.models import Case
from taizhang.cases.operations import step_draft
from taizhang.core.cases.steps import STEPS, State
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.drafts import Draft
from taizhang.lists.models import Batch
from taizhang.orgs.models import Org

from .bulk import Item, carry_out, take_back
from .chosen_cases import cases_of, chosen, opposite_step

ACT = "hand-over"
TICK = timedelta(microseconds=1)
"""So that the second entry about a case comes after the first."""


def hand_over(*, by: Actor, at: datetime, cases: Sequence[UUID], handler: int, reason: str) -> Batch:
    """Raises Refused("not-permitted" | "handler-missing" | "out-of-scope" | "reason-missing")."""
    by.demand(Power.ASSIGN)
    org = Org.objects.filter(number=handler, closed=False).first()
    if org is None:
        raise Refused("handler-missing")
    if not by.covers(org.path):
        raise Refused("out-of-scope")
    if not reason.strip():
        raise Refused("reason-missing")
    found = chosen(by, cases)
    items = [_item(row, org, found.plans[row.campaign], reason.strip(), by, at) for row in found.rows]
    return carry_out(ACT, f"移交{org.name}", items, found.unseen, by=by, at=at)


def _item(row: Case, org: Org, plan: Plan, reason: str, by: Actor, at: datetime) -> Item:
    def drafts() -> list[Draft]:
        if row.handler == org.number:
            raise Refused("already-done", "已经由该单位承办")
        if row.pending_extension is not None:
            raise Refused("not-now", "有延期申请待批，请先批复")
        verb = "assigned" if row.state == State.FILED else "transferred"
        if State(row.state) not in STEPS[verb].sources:
            raise Refused("not-now", row.state_label)
        body: dict[str, Any] = {"handler": org.number, "reason": reason}
        if verb == "assigned":
            body["due_at"] = row.due_at if row.due_at and row.due_at > at else None
        names = {org.number: org.name}
        return [step_draft(by=by, at=at, case=row, verb=verb, body=body, plan=plan, names=names)]

    before = {"handler": row.handler, "joint": row.joint}
    return Item(row.pk, f"{row.number} {row.title}", drafts, before)


def give_back(*, by: Actor, at: datetime, batch: Batch) -> None:
    """To whom each case was with before; what nobody had waits to be assigned again. Raises Refused("not-now")."""
    rows = cases_of(batch)
    former = {
        number
        for item in batch.items
        for number in (item["before"]["handler"], *item["before"]["joint"])
        if number is not None
    }
    names = dict(Org.objects.filter(number__in=former).values_list("number", "name"))

    def opposite(item: Mapping[str, Any]) -> list[Draft]:
        row, before = rows[item["about"]], item["before"]
        handler = before["handler"]
        if handler is None:
            return [opposite_step(row, "refused", {}, by, at, batch)]
        whom = {"handler": handler, "handler_name": names.get(handler, "")}
        back = [opposite_step(row, "transferred", whom, by, at, batch)]
        if joint := before["joint"]:
            whom = {"joint": joint, "joint_names": [names.get(number, "") for number in joint]}
            back.append(opposite_step(row, "joined", whom, by, at + TICK, batch))
        return back

    take_back(batch, opposite, at=at)
