"""The fold of a resident's report: it waits, is settled, and waits again where the resident is not content."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.search.words import Found

from .models import Tip

WAITING = frozenset({"received", "complained"})


class TipProjection(Projection[Tip]):
    thing = "tip"
    model = Tip

    def fold(self, about: UUID, entries: Sequence[Entry], before: Tip | None) -> Folded[Tip]:
        row: Tip | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "received":
                row = _received(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif not _takes(row, entry.verb):
                aside.append(SetAside(entry.id, "already-done"))
            else:
                _settle(row, entry)
        return Folded(row, aside)

    def found(self, row: Tip) -> Found:
        return Found(row.path, numbers=(row.receipt,), texts=(row.text, row.address))


def _takes(row: Tip, verb: str) -> bool:
    if verb in {"filed", "answered"}:
        return row.state in WAITING
    if verb in {"objected", "heard"}:
        return row.objecting == (verb == "heard")
    return verb == "rated" and row.state not in WAITING


def _received(entry: Entry) -> Tip:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Tip(
        id=entry.about, receipt=body["receipt"], campaign=entry.campaign, org=entry.org, path=body["path"],
        text=body["text"], address=body.get("address", ""), lat=body.get("lat"), lng=body.get("lng"),
        accuracy=body.get("accuracy"), photos=body.get("photos", []), state="received", received_at=entry.happened_at,
    )  # fmt: skip


def _settle(row: Tip, entry: Entry) -> None:
    body = entry.body
    if entry.verb == "objected":
        row.objections, row.objecting = (
            [*row.objections, {"at": entry.happened_at.isoformat(), "text": body["text"]}],
            True,
        )
        return
    if entry.verb == "heard":
        answered = {"answer": body["answer"], "name": body["name"], "answered_at": entry.happened_at.isoformat()}
        row.objections, row.objecting = [*row.objections[:-1], {**row.objections[-1], **answered}], False
        return
    if entry.verb == "rated":
        row.satisfied, row.remark = body["satisfied"], body.get("remark", "")
        row.state = row.state if row.satisfied else "complained"
        return
    row.settled_by, row.settled_at, row.satisfied = body.get("name", ""), entry.happened_at, None
    if entry.verb == "filed":
        row.state, row.case = "filed", UUID(body["case"])
    else:
        row.state, row.answer = "answered", body["answer"]


register(TipProjection())
