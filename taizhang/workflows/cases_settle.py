"""What a closed case leads to: its method ladder ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft
from taizhang.methods.models import Ladder


def settle_ladders(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """Struck off, banned, referred: the ladder has nothing left to do."""
    closing = {entry.about: entry for entry in entries}
    rows = Ladder.objects.filter(case__in=list(closing), settled_at=None)
    return [_settled(row, closing[row.case]) for row in rows]


def _settled(row: Ladder, entry: Entry) -> Draft:
    return Draft(
        id=derived("method.settled", row.pk, entry.id), kind="method.settled", about=row.pk, campaign=row.campaign,
        org=row.org, actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
        body={"name": str(entry.body.get("name", ""))},
    )  # fmt: skip
