"""The fold of a border: the latest word holds."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Boundary


class BoundaryProjection(Projection[Boundary]):
    thing = "boundary"
    model = Boundary

    def fold(self, about: UUID, entries: Sequence[Entry], before: Boundary | None) -> Folded[Boundary]:
        row: Boundary | None = None
        aside = []
        for entry in entries:
            if entry.verb == "set":
                row = _set(about, entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            else:
                row.polygons, row.source = [], ""
                row.set_at, row.set_by = entry.happened_at, entry.body.get("name", "")
        return Folded(row, aside)


def _set(about: UUID, entry: Entry) -> Boundary:
    assert entry.org is not None
    body = entry.body
    return Boundary(
        id=about, org=entry.org, path=body["path"], polygons=body["polygons"], set_at=entry.happened_at,
        source=body["file"].get("name", "")[:200], set_by=body.get("name", ""),
    )  # fmt: skip


register(BoundaryProjection())
