"""The fold of a supply: the last declaration stands until it is ended."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Supply


class SupplyProjection(Projection[Supply]):
    thing = "supply"
    model = Supply

    def fold(self, about: UUID, entries: Sequence[Entry], before: Supply | None) -> Folded[Supply]:
        row: Supply | None = None
        aside = []
        for entry in entries:
            if entry.verb == "declared":
                row = _declared(entry)
            elif row is None or row.ended_at:
                aside.append(SetAside(entry.id, "already-done" if row else "not-begun"))
            else:
                row.ended_at = entry.happened_at
        return Folded(row, aside)


def _declared(entry: Entry) -> Supply:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Supply(
        id=entry.about, campaign=entry.campaign, subject=UUID(body["subject"]), buyer_name=body["buyer_name"],
        org=entry.org, path=body["path"], supplier=UUID(body["supplier"]) if body.get("supplier") else None,
        supplier_name=body["supplier_name"], supplier_path=body.get("supplier_path", ""),
        goods=body.get("goods", ""), licensed=body.get("licensed", False), declared_at=entry.happened_at,
    )  # fmt: skip


register(SupplyProjection())
