"""Where the ladder reaches a rung that a person decides on, its climbing becomes the ground of a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.core.ladder import DECIDED
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.proposals.models import Proposal
from taizhang.subjects.queries import by_ids


class _Concerned(NamedTuple):
    """Whom a proposal is about, and what it proposes."""

    campaign: UUID
    org: int
    subject: UUID | None
    what: str


def raise_proposals(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One proposal for each org, or unit of the register, and rung: while it is open, later grounds join it."""
    found: dict[_Concerned, list[tuple[Entry, dict[str, object]]]] = {}
    for concerned, entry, ground in _grounds([entry for entry in entries if entry.body.get("rung") in DECIDED]):
        found.setdefault(concerned, []).append((entry, ground))
    if not found:
        return []
    paths = dict(Org.objects.filter(number__in={one.org for one in found}).values_list("number", "path"))
    waiting = _waiting(found)
    return [
        _raised(concerned, waiting.get(concerned), paths[concerned.org], grounds)
        for concerned, grounds in found.items()
        if concerned.org in paths
    ]


def _grounds(entries: Sequence[Entry]) -> Iterator[tuple[_Concerned, Entry, dict[str, object]]]:
    about = [entry.about for entry in entries]
    duties = {row.pk: row for row in Duty.objects.filter(pk__in=about)}
    cases = {row.pk: row for row in Case.objects.filter(pk__in=about)}
    subjects = by_ids(row.subject for row in duties.values() if row.subject)
    for entry in entries:
        row = duties.get(entry.about) or cases.get(entry.about)
        if row is None:
            continue
        if isinstance(row, Duty):
            own = row.role == Role.OWNER
            concerned = _Concerned(row.campaign, row.bearer, row.subject if own else None, str(entry.body["rung"]))
            subject = subjects.get(row.subject) if row.subject else None
            title = f"{row.title}：{subject.name}" if subject and not own else row.title
        else:
            concerned = _Concerned(row.campaign, row.handler or row.org, None, str(entry.body["rung"]))
            title = f"{row.number} {row.title}"
        moment = row.due_at.isoformat() if row.due_at else None
        yield concerned, entry, {
            "thing": entry.thing, "about": str(row.pk), "title": title, "due_at": moment,
            "at": entry.happened_at.isoformat(),
        }  # fmt: skip


def _waiting(wanted: dict[_Concerned, list[tuple[Entry, dict[str, object]]]]) -> dict[_Concerned, UUID]:
    rows = Proposal.objects.filter(
        campaign__in={one.campaign for one in wanted}, org__in={one.org for one in wanted}, state="open"
    )
    return {_Concerned(row.campaign, row.org, row.subject, row.what): row.pk for row in rows}


def _raised(
    concerned: _Concerned, known: UUID | None, path: str, grounds: Sequence[tuple[Entry, dict[str, object]]]
) -> Draft:
    first = grounds[0][0]
    return Draft(
        id=derived("proposal.raised", *concerned, first.id), kind="proposal.raised",
        about=known or derived("proposal", *concerned, first.id), campaign=concerned.campaign, org=concerned.org,
        actor=CLOCK, happened_at=max(entry.happened_at for entry, _ in grounds),
        body={
            "what": concerned.what, "path": path, "subject": concerned.subject,
            "grounds": [ground for _, ground in grounds],
        },
    )  # fmt: skip
