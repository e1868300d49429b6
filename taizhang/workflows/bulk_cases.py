"""Many cases handed to one office: those that wait are assigned, those under way are transferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.cases.operations import step_draft
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.cases.steps import STEPS, State
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import CHUNK
from taizhang.journal.drafts import Draft
from taizhang.lists.models import Batch
from taizhang.orgs.models import Org

from .bulk import Item, carry_out, take_back

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
    rows = [
        row
        for start in range(0, len(cases), CHUNK)
        for row in cases_for(by, Filter(ids=cases[start : start + CHUNK])).order_by("filed_at", "pk")
    ]
    unseen = [("不在岗位范围内的问题", "没有办理")] * (len(set(cases)) - len(rows))
    plans = {row.pk: plan_of(row) for row in Campaign.objects.filter(pk__in={row.campaign for row in rows})}
    items = [_item(row, org, plans[row.campaign], reason.strip(), by, at) for row in rows]
    return carry_out(ACT, f"移交{org.name}", items, unseen, by=by, at=at)


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
    rows = {str(row.pk): row for row in Case.objects.filter(pk__in=[item["about"] for item in batch.items])}
    former = {
        number
        for item in batch.items
        for number in (item["before"]["handler"], *item["before"]["joint"])
        if number is not None
    }
    names = dict(Org.objects.filter(number__in=former).values_list("number", "name"))

    def opposite(item: Mapping[str, Any]) -> list[Draft]:
        row, before = rows[item["about"]], item["before"]
        handler, said = before["handler"], {"reason": f"撤销批量办理（{batch.said}）", "name": by.name}
        if handler is None:
            return [_draft(row, "refused", said, by, at)]
        whom = {"handler": handler, "handler_name": names.get(handler, "")}
        back = [_draft(row, "transferred", {**whom, **said}, by, at)]
        if joint := before["joint"]:
            whom = {"joint": joint, "joint_names": [names.get(number, "") for number in joint]}
            back.append(_draft(row, "joined", {**whom, **said}, by, at + TICK))
        return back

    take_back(batch, opposite, at=at)


def _draft(row: Case, verb: str, body: Mapping[str, Any], by: Actor, at: datetime) -> Draft:
    """Whoever did it may take it back: not by the powers of the step, which a refusal (退单) gives to the handler."""
    return Draft(
        id=uuid7(), kind=f"case.{verb}", about=row.pk, campaign=row.campaign, org=row.org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
