"""The fold of a transfer: signed once, reminded while it runs, over once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import Transfer

TOLD = (
    "path", "subject_name", "operator_name", "operator_type", "area", "price", "use", "contract", "files", "ends",
)  # fmt: skip


class TransferProjection(Projection[Transfer]):
    thing = "transfer"
    model = Transfer

    def fold(self, about: UUID, entries: Sequence[Entry], before: Transfer | None) -> Folded[Transfer]:
        row: Transfer | None = None
        aside = []
        for entry in entries:
            refusal = ""
            if row is None:
                row = _signed(entry) if entry.verb == "signed" else None
                refusal = "" if row else "not-begun"
            elif entry.verb == "signed" or not row.runs:
                refusal = "already-done"
            else:
                _apply(row, entry)
            if refusal:
                aside.append(SetAside(entry.id, refusal))
        return Folded(row, aside)

    def contribution(self, row: Transfer) -> Contribution | None:
        if not row.runs:
            return None
        return Contribution(
            row.campaign, row.path, "", {("transfers.running", ""): 1, ("transfers.area", ""): row.area}
        )


def _signed(entry: Entry) -> Transfer:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Transfer(
        id=entry.about, campaign=entry.campaign, org=entry.org, signed_at=entry.happened_at,
        signed_by=body.get("name", ""), subject=UUID(body["subject"]), operator=UUID(body["operator"]),
        starts_on=date.fromisoformat(body["starts_on"]), ends_on=date.fromisoformat(body["ends_on"]),
        remind_at=datetime.fromisoformat(body["remind_at"]),
        **{name: body[name] for name in TOLD if name in body},
    )  # fmt: skip


def _apply(row: Transfer, entry: Entry) -> None:
    if entry.verb == "reminded":
        row.reminded_at = entry.happened_at
        return
    row.state = entry.verb
    row.reason = entry.body.get("reason", "")
    row.ended_on = date.fromisoformat(entry.body["on"]) if "on" in entry.body else None


register(TransferProjection())
