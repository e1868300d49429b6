"""The fold of an exposure: proposed once, decided by somebody else, appealed against once, taken down once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register

from .models import NAMING, Exposure

LEADS_TO = {
    "approved": ({"proposed"}, "approved"),
    "declined": ({"proposed"}, "declined"),
    "appealed": ({"approved"}, "appealed"),
    "upheld": ({"appealed"}, "approved"),
    "ended": ({"approved", "appealed"}, "ended"),
}
"""{verb: (the states in which it may be, the state to which it leads)}"""

BY_ANOTHER = frozenset({"approved", "upheld"})
"""What nobody does with a proposal of one's own."""


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
            elif refusal := _refusal(row, entry):
                aside.append(SetAside(entry.id, refusal))
            else:
                _take(row, entry)
        return Folded(row, aside)


def _refusal(row: Exposure, entry: Entry) -> str:
    sources, _ = LEADS_TO.get(entry.verb, (frozenset(), ""))
    if row.state not in sources or (entry.verb == "appealed" and row.appeal):
        return "already-done"
    return "not-permitted" if entry.verb in BY_ANOTHER and entry.actor == row.proposer else ""


def _take(row: Exposure, entry: Entry) -> None:
    said, name = entry.body.get("reason", ""), entry.body["name"]
    appealed = row.state == "appealed"
    row.state = LEADS_TO[entry.verb][1]
    if entry.verb == "appealed":
        row.appeal, row.appealed_at, row.appealed_by = said, entry.happened_at, name
        return
    row.decided_at, row.decided_by = entry.happened_at, name
    if appealed:
        row.answer = said
    else:
        row.reason = said


def _proposed(entry: Entry) -> Exposure:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Exposure(
        id=entry.about, campaign=entry.campaign, kind=body.get("kind", NAMING), subject=UUID(body["subject"]),
        org=entry.org, path=body["path"], facts=body["facts"], law=body["law"], clause=body["clause"],
        board=body["board"], until=date.fromisoformat(body["until"]), state="proposed",
        proposed_at=entry.happened_at, proposed_by=body["name"], proposer=entry.actor,
    )  # fmt: skip


register(ExposureProjection())
