"""What a post may do to many rows of a list at once, how it is done, and how it is taken back where it can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.lists.models import Batch
from taizhang.web.listing import Act
from taizhang.web.places import Places
from taizhang.workflows import bulk_cases, bulk_steps, bulk_subjects

GRANT_TIME = Act(
    bulk_steps.GRANT_TIME, "批准延期", until=False, final="批准后不能撤销：整改期限会改变，承办单位会收到通知。"
)
SUPERVISE = Act(bulk_steps.SUPERVISE, "挂牌督办", final="挂牌后不能撤销：承办单位会收到通知，台账上一直留有记录。")
FINAL = {act.name: act for act in (GRANT_TIME, SUPERVISE)}
"""What cannot be taken back is asked once before it is done."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was filled in beside the chosen rows."""

    to: int | None
    until: datetime | None
    reason: str


def acts_on_cases(actor: Actor, handlers: Places) -> list[Act]:
    handing = [Act(bulk_cases.ACT, "移交", to=handlers)] if actor.may(Power.ASSIGN) else []
    offered = [
        (Power.RECTIFY, Act(bulk_steps.ASK_TIME, "申请延期", until=True)),
        (Power.ASSIGN, GRANT_TIME),
        (Power.SUPERVISE, SUPERVISE),
    ]
    return [*handing, *(act for power, act in offered if actor.may(power))]


def acts_on_subjects(actor: Actor, grids: Places) -> list[Act]:
    if not actor.may(Power.MANAGE_REGISTER):
        return []
    return [Act(bulk_subjects.ACT, "分到网格", to=grids, must=False)]


def _hand_over(by: Actor, at: datetime, ids: Sequence[UUID], wanted: Wanted) -> Batch:
    return bulk_cases.hand_over(by=by, at=at, cases=ids, handler=_chosen(wanted), reason=wanted.reason)


def _to_grid(by: Actor, at: datetime, ids: Sequence[UUID], wanted: Wanted) -> Batch:
    return bulk_subjects.to_grid(by=by, at=at, subjects=ids, grid=_chosen(wanted), reason=wanted.reason)


def _chosen(wanted: Wanted) -> int:
    if wanted.to is None:
        raise Refused("bad-body", "请选择交给谁")
    return wanted.to


def _step(act: str) -> Doing:
    return lambda by, at, ids, wanted: bulk_steps.take_steps(
        by=by, at=at, cases=ids, act=act, reason=wanted.reason, until=wanted.until
    )


Doing = Callable[[Actor, datetime, Sequence[UUID], Wanted], Batch]
ACTS: dict[str, dict[str, Doing]] = {
    "ledger": {bulk_cases.ACT: _hand_over, **{act: _step(act) for act in bulk_steps.VERBS}},
    "register": {bulk_subjects.ACT: _to_grid},
}
"""By list: what may be done to many of its rows."""
UNDOING: dict[str, Callable[..., None]] = {
    bulk_cases.ACT: bulk_cases.give_back,
    bulk_subjects.ACT: bulk_subjects.to_former_grids,
    bulk_steps.ASK_TIME: bulk_steps.withdraw_requests,
}


def list_of(act: str) -> str:
    """The list on whose rows it was done."""
    return next(name for name, acts in ACTS.items() if act in acts)
