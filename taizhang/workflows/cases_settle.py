"""What a closed case leads to: its method ladder ends, and the duty to put its subject right is met."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from taizhang.cases.models import Case
from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.core.plan import Verb
from taizhang.duties.models import Duty
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


def meet_duties_to_rectify(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """A subject is put right when the last open case about it in the campaign is closed."""
    about = {entry.about: entry for entry in entries}
    cases = list(Case.objects.filter(pk__in=list(about)).exclude(subject=None))
    subjects = {row.subject for row in cases}
    still = set(Case.objects.filter(subject__in=subjects, open=True).values_list("campaign", "subject"))
    last = {(row.campaign, row.subject): about[row.pk] for row in cases if (row.campaign, row.subject) not in still}
    owed = Duty.objects.filter(subject__in=subjects, verb=Verb.RECTIFY, state__in=["open", "lapsed"])
    return [_met(duty, last[duty.campaign, duty.subject]) for duty in owed if (duty.campaign, duty.subject) in last]


def _met(duty: Duty, entry: Entry) -> Draft:
    return Draft(
        id=derived("duty.met", duty.pk, entry.about), kind="duty.met", about=duty.pk, campaign=duty.campaign,
        org=duty.place, actor=entry.actor, post=entry.post, happened_at=max(entry.happened_at, duty.opens_at),
        body={"by": entry.about, "name": str(entry.body.get("name", ""))},
    )  # fmt: skip
