"""The folds of keys and of referrals."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Referral, SealKey


class SealKeyProjection(Projection[SealKey]):
    thing = "sealkey"
    model = SealKey

    def fold(self, about: UUID, entries: Sequence[Entry], before: SealKey | None) -> Folded[SealKey]:
        made, again = entries[0], entries[1:]
        assert made.org is not None
        row = SealKey(
            id=about, org=made.org, path=made.body["path"], public=made.body["public"], locked=made.body["locked"],
            made_at=made.happened_at, made_by=made.body.get("name", ""),
        )  # fmt: skip
        return Folded(row, [SetAside(entry.id, "already-done") for entry in again])


class ReferralProjection(Projection[Referral]):
    thing = "referral"
    model = Referral

    def fold(self, about: UUID, entries: Sequence[Entry], before: Referral | None) -> Folded[Referral]:
        row: Referral | None = None
        aside = []
        for entry in entries:
            if row is None:
                row = _sent(entry) if entry.verb == "sent" else None
                refusal = "" if row else "not-begun"
            else:
                refusal = _follow(row, entry)
            if refusal:
                aside.append(SetAside(entry.id, refusal))
        return Folded(row, aside)


def _sent(entry: Entry) -> Referral:
    assert entry.org is not None
    body = entry.body
    return Referral(
        id=entry.about, org=entry.org, path=body["path"], key=UUID(body["key"]), box=body["box"], files=body["files"],
        sender=entry.actor, state="sent", sent_at=entry.happened_at,
    )  # fmt: skip


def _follow(row: Referral, entry: Entry) -> str:
    """The refusal, "" where it applies."""
    if entry.verb == "opened":
        row.opened_at = row.opened_at or entry.happened_at
        row.state = "opened" if row.state == "sent" else row.state
        return ""
    if entry.verb == "sent" or row.state in ("accepted", "declined"):
        return "already-done"
    row.state, row.answer = entry.body["outcome"], entry.body.get("answer", "")
    return ""


register(SealKeyProjection())
register(ReferralProjection())
