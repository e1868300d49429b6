"""The fold of a proposal: grounds gather, it is decided once and carried out once; a later ground opens it again."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import CLOCK, Entry, SetAside
from taizhang.journal.projections import Folded, Projection, register
from taizhang.tallies.operations import Contribution

from .models import Proposal

LEADS_TO = {
    "approved": ("open", "approved"), "declined": ("open", "declined"), "carried_out": ("approved", "done"),
    "withdrawn": ("open", "withdrawn"),
}  # fmt: skip
"""{verb: (the state in which it may be, the state to which it leads)}"""


class ProposalProjection(Projection[Proposal]):
    thing = "proposal"
    model = Proposal

    def fold(self, about: UUID, entries: Sequence[Entry], before: Proposal | None) -> Folded[Proposal]:
        row: Proposal | None = None
        aside = []
        for entry in entries:
            if entry.verb == "raised":
                row = row or _begun(entry)
                _gather(row, entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif row.state != LEADS_TO[entry.verb][0]:
                aside.append(SetAside(entry.id, "already-done"))
            else:
                _follow(row, entry)
        return Folded(row, [item for item in aside if _by_person(entries, item)])

    def contribution(self, row: Proposal) -> Contribution:
        return Contribution(row.campaign, row.path, "", {(f"proposals.{row.state}", ""): 1})


def _begun(entry: Entry) -> Proposal:
    assert entry.campaign is not None
    assert entry.org is not None
    body = entry.body
    return Proposal(
        id=entry.about, campaign=entry.campaign, what=body["what"], org=entry.org, path=body["path"],
        subject=UUID(body["subject"]) if body.get("subject") else None, state="open", raised_at=entry.happened_at,
        role=body.get("role", ""), decider=body.get("decider"), harsh=body.get("harsh", False),
    )  # fmt: skip


def _gather(row: Proposal, entry: Entry) -> None:
    """What comes up after the decision was not before whoever decided: it has to be decided with it."""
    body = entry.body
    row.grounds.append(
        {
            "thing": body["thing"], "about": body["ground"], "title": body["title"], "due_at": body.get("due_at"),
            "at": entry.happened_at.isoformat(),
        }
    )  # fmt: skip
    row.state, row.decided_at, row.decided_by, row.reason = "open", None, "", ""


def _follow(row: Proposal, entry: Entry) -> None:
    row.state = LEADS_TO[entry.verb][1]
    if entry.verb == "carried_out":
        row.result = dict(entry.body)
    else:
        row.decided_at, row.decided_by = entry.happened_at, str(entry.body["name"])
        row.reason = str(entry.body.get("reason", ""))


def _by_person(entries: Sequence[Entry], item: SetAside) -> bool:
    return any(entry.id == item.entry and entry.actor != CLOCK for entry in entries)


register(ProposalProjection())
