"""Many subjects given to one grid, and with it to the person who answers for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.drafts import Draft
from taizhang.journal.reading import CHUNK
from taizhang.lists.models import Batch
from taizhang.orgs.models import Org
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import move_drafts
from taizhang.subjects.queries import subjects_for

from .bulk import Item, carry_out, take_back

ACT = "to-grid"


def to_grid(*, by: Actor, at: datetime, subjects: Sequence[UUID], grid: int, reason: str) -> Batch:
    """Raises Refused("not-permitted" | "out-of-scope" | "bad-body")."""
    org = Org.objects.filter(number=grid, closed=False, kind=Org.AREA).first()
    if org is None:
        raise Refused("bad-body", "没有选择网格")
    by.demand(Power.MANAGE_REGISTER, org.path)
    rows = [
        row
        for start in range(0, len(subjects), CHUNK)
        for row in subjects_for(by).filter(pk__in=subjects[start : start + CHUNK]).order_by("path", "pk")
    ]
    unseen = [("不在岗位范围内的对象", "没有办理")] * (len(set(subjects)) - len(rows))
    made = move_drafts(rows, grid, by=by, at=at, reason=reason.strip())
    items = [Item(row.pk, row.name, make, {"org": row.org}) for row, make in zip(rows, made, strict=True)]
    return carry_out(ACT, f"分到{org.name}", items, unseen, by=by, at=at)


def to_former_grids(*, by: Actor, at: datetime, batch: Batch) -> None:
    """Raises Refused("not-now")."""
    rows = {str(row.pk): row for row in Subject.objects.filter(pk__in=[item["about"] for item in batch.items])}

    def opposite(item: Mapping[str, Any]) -> Sequence[Draft]:
        (make,) = move_drafts(
            [rows[item["about"]]], item["before"]["org"], by=by, at=at, reason=f"撤销批量办理（{batch.said}）"
        )
        return make()

    take_back(batch, opposite, at=at)
