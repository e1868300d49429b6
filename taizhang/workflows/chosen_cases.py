"""The cases that somebody chose on the list: those within the scope, the plans they follow, and what is not theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.ids import uuid7
from taizhang.core.plan import Plan
from taizhang.journal.drafts import Draft
from taizhang.journal.reading import CHUNK
from taizhang.lists.models import Batch

from .bulk import Failure


@dataclass(frozen=True, slots=True)
class Chosen:
    """`unseen` says of what lies outside of the scope no more than that it was not done."""

    rows: Sequence[Case]
    plans: Mapping[UUID, Plan]
    unseen: Sequence[Failure]


def chosen(by: Actor, cases: Sequence[UUID]) -> Chosen:
    rows = [
        row
        for start in range(0, len(cases), CHUNK)
        for row in cases_for(by, Filter(ids=cases[start : start + CHUNK])).order_by("filed_at", "pk")
    ]
    plans = {row.pk: plan_of(row) for row in Campaign.objects.filter(pk__in={row.campaign for row in rows})}
    unseen = [("不在岗位范围内的问题", "没有办理")] * (len(set(cases)) - len(rows))
    return Chosen(rows, plans, unseen)


def cases_of(batch: Batch) -> dict[str, Case]:
    """The cases of a batch by their ids, to be taken back by whoever made it."""
    return {str(row.pk): row for row in Case.objects.filter(pk__in=[item["about"] for item in batch.items])}


def opposite_step(row: Case, verb: str, body: Mapping[str, Any], by: Actor, at: datetime, batch: Batch) -> Draft:
    """Whoever did it may take it back: not by the powers of the step, which a refusal (退单) gives to the handler."""
    said = {"reason": f"撤销批量办理（{batch.said}）", "name": by.name}
    return Draft(
        id=uuid7(), kind=f"case.{verb}", about=row.pk, campaign=row.campaign, org=row.org, actor=by.identity,
        post=by.post, happened_at=at, body={**body, **said},
    )  # fmt: skip
