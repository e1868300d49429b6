"""Where the ladder reaches a rung that a person decides on, its climbing becomes a ground of a proposal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from taizhang.cases.models import Case
from taizhang.core.calendar import CHINA
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.core.ladder import DECIDED
from taizhang.core.roles import Role
from taizhang.duties.models import Duty
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org


class _Ground(NamedTuple):
    """Whom a late duty or case concerns, and what it is called."""

    org: int
    subject: UUID | None
    title: str


def raise_proposals(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """One ground for each climbing; those of one week about the same org, or unit of the register, are one proposal.

    Which one follows from the entry and from what never changes, so that the order of arrival makes no difference.
    """
    grounds = list(_grounds([entry for entry in entries if entry.body.get("rung") in DECIDED]))
    paths = dict(Org.objects.filter(number__in={one.org for _, one in grounds}).values_list("number", "path"))
    return [_raised(entry, ground, paths[ground.org]) for entry, ground in grounds if ground.org in paths]


def _grounds(entries: Sequence[Entry]) -> Iterator[tuple[Entry, _Ground]]:
    about = [entry.about for entry in entries]
    duties = {row.pk: row for row in Duty.objects.filter(pk__in=about)}
    cases = {row.pk: row for row in Case.objects.filter(pk__in=about)}
    for entry in entries:
        if (duty := duties.get(entry.about)) is not None:
            yield entry, _Ground(duty.bearer, duty.subject if duty.role == Role.OWNER else None, duty.title)
        elif (case := cases.get(entry.about)) is not None:
            yield entry, _Ground(entry.body.get("handler") or case.org, None, f"{case.number} {case.title}")


def _raised(entry: Entry, ground: _Ground, path: str) -> Draft:
    what = str(entry.body["rung"])
    year, week, _ = entry.happened_at.astimezone(CHINA).isocalendar()
    return Draft(
        id=derived("proposal.raised", entry.id), kind="proposal.raised",
        about=derived("proposal", entry.campaign, ground.org, ground.subject, what, year, week),
        campaign=entry.campaign, org=ground.org, actor=CLOCK, happened_at=entry.happened_at,
        body={
            "what": what, "path": path, "subject": ground.subject, "thing": entry.thing, "ground": entry.about,
            "title": ground.title, "due_at": entry.body.get("due_at"),
        },
    )  # fmt: skip
