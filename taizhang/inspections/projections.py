"""The fold of an inspection: recorded once; amendments correct what was written down, never what was found."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.calendar import CHINA
from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import Inspection

_COLUMNS = (
    "path", "checklist", "version", "rule", "self_made", "answers", "notes", "item_photos", "photos", "voices",
    "failures", "participants", "signature", "note", "lat", "lng", "accuracy", "mocked", "inspector_name", "line",
    "line_org", "device_time",
)  # fmt: skip


class InspectionProjection(Projection[Inspection]):
    thing = "inspection"
    model = Inspection

    def fold(self, about: UUID, entries: Sequence[Entry], before: Inspection | None) -> Folded[Inspection]:
        row: Inspection | None = None
        aside = []
        early = []
        for entry in entries:
            if entry.verb == "recorded":
                if row is None:
                    row = _recorded(about, entry)
                else:
                    aside.append(SetAside(entry.id, "already-done"))
            elif row is None:
                early.append(SetAside(entry.id, "not-begun"))
            elif entry.verb == "amended":
                _amend(row, entry)
        return Folded(row, [*aside, *early])

    def contribution(self, row: Inspection) -> Contribution:
        day = f"{row.happened_at.astimezone(CHINA):%Y-%m-%d}"
        kind = "self" if row.self_made else "official"
        amounts = {("inspections.done", ""): 1, ("inspections.done", day): 1, (f"inspections.done/{kind}", ""): 1}
        if not row.passed:
            amounts["inspections.failed", ""] = 1
        return Contribution(row.campaign, row.path, row.line, amounts)


def _recorded(about: UUID, entry: Entry) -> Inspection:
    body = entry.body
    assert entry.campaign is not None
    assert entry.org is not None
    return Inspection(
        id=about,
        campaign=entry.campaign,
        subject=UUID(body["subject"]),
        org=entry.org,
        inspector=entry.actor,
        passed=not body.get("failures"),
        happened_at=entry.happened_at,
        received_at=entry.received_at,
        **{name: body[name] for name in _COLUMNS if body.get(name) is not None},
    )


def _amend(row: Inspection, entry: Entry) -> None:
    body = entry.body
    for column in ("note", "participants"):
        if body.get(column) is not None:
            setattr(row, column, body[column])
    row.notes = {**row.notes, **body.get("notes", {})}
    row.photos = [*row.photos, *body.get("photos", [])]
    row.amended_at = entry.happened_at


register(InspectionProjection())
