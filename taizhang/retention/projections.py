"""The fold of an expiry: announced, perhaps held, carried out or dropped; announced again where a thing ends again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Expiry

STEPS = {
    "held": ({"announced"}, "held"),
    "released": ({"held"}, "announced"),
    "done": ({"announced"}, "erased"),
    "dropped": ({"announced", "held"}, "dropped"),
}
"""Verb → the states in which it applies, and where it leads."""


class ExpiryProjection(Projection[Expiry]):
    thing = "expiry"
    model = Expiry

    def fold(self, about: UUID, entries: Sequence[Entry], before: Expiry | None) -> Folded[Expiry]:
        row: Expiry | None = None
        aside = []
        for entry in entries:
            if entry.verb == "announced":
                if row is None or row.state in {"erased", "dropped"}:
                    row = _announced(about, entry)
                else:
                    aside.append(SetAside(entry.id, "already-done"))
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif row.state not in STEPS[entry.verb][0]:
                aside.append(SetAside(entry.id, "not-now"))
            else:
                row.state, row.changed_at = STEPS[entry.verb][1], entry.happened_at
                row.reason = entry.body.get("reason", row.reason)
                row.decided_by = entry.body.get("name", row.decided_by)
        return Folded(row, aside)


def _announced(about: UUID, entry: Entry) -> Expiry:
    assert entry.campaign is not None and entry.org is not None
    body = entry.body
    return Expiry(
        id=about, what=body["what"], target=UUID(body["target"]), campaign=entry.campaign, rule=body["rule"],
        title=body["title"], org=entry.org, path=body["path"], ended_at=datetime.fromisoformat(body["ended_at"]),
        erase_at=datetime.fromisoformat(body["erase_at"]), state="announced", changed_at=entry.happened_at,
    )  # fmt: skip


register(ExpiryProjection())
