"""The fold of an exposure: proposed once, decided by somebody else, taken down once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import Exposure

LEADS_TO = {"approved": "proposed", "declined": "proposed", "ended": "approved"}
"""{verb, which is also the state to which it leads: the state in which it may be}"""


class ExposureProjection(Projection[Exposure]):
    thing = "exposure"
    model = Exposure

    def fold(self, about: UUID, entries: Sequence[Entry], before: Exposure | None) -> Folded[Exposure]:
        row: Exposure | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "proposed":
                row = _proposed(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif LEADS_TO.get(entry.verb) != row.state:
                aside.append(SetAside(entry.id, "already-done"))
            elif entry.verb == "approved" and entry.actor == row.proposer:
                aside.append(SetAside(entry.id, "not-permitted"))
            else:
                row.state, row.decided_at = entry.verb, entry.happened_at
                row.decided_by, row.reason = entry.body["name"], entry.body.get("reason", "")
        return Folded(row, aside)


def _proposed(entry: Entry) -> Exposure:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Exposure(
        id=entry.about, campaign=entry.campaign, subject=UUID(body["subject"]), org=entry.org, path=body["path"],
        facts=body["facts"], law=body["law"], clause=body["clause"], board=body["board"],
        until=date.fromisoformat(body["until"]), state="proposed", proposed_at=entry.happened_at,
        proposed_by=body["name"], proposer=entry.actor,
    )  # fmt: skip


register(ExposureProjection())
