"""A subject is put right when nothing about it is open any more: the clock sees it and writes it down.

It hangs on all its cases that were found by the day on which that is due, and they arrive in any order; so no single
case's entry decides it. What is found later has a period of its own, and takes nothing back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from taizhang.campaigns.models import Campaign
from taizhang.cases.models import Case
from taizhang.core.cases.steps import State
from taizhang.core.entry import CLOCK
from taizhang.core.ids import derived
from taizhang.core.plan import Verb
from taizhang.duties.models import Duty
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.models import StoredEntry

PUT_RIGHT = (State.STRUCK.value, State.BANNED.value)
BATCH = 500
TICK = timedelta(microseconds=1)


def put_right(*, now: datetime) -> int:
    """Owe again what turns out not to be put right, and meet what is. Returns the number of entries."""
    return _written(_undone(), now) + _written(_done(now), now)


def _written(drafts: Sequence[Draft], now: datetime) -> int:
    batches = (drafts[start : start + BATCH] for start in range(0, len(drafts), BATCH))
    receipts = [receipt for batch in batches for receipt in append(batch, at=now, strict=False)]
    return sum(receipt.fate is Fate.APPENDED for receipt in receipts)


def _done(now: datetime) -> list[Draft]:
    """Where the worker wakes late, what was struck off by the due day counts as in time."""
    rows = Duty.objects.filter(verb=Verb.RECTIFY, state__in=["open", "lapsed"], opens_at__lte=now)
    last = _cases().filter(state__in=PUT_RIGHT).order_by("-closed_at", "-pk")
    closed = rows.filter(~Exists(_cases().filter(open=True))).annotate(
        closed_at=last.values("closed_at")[:1], last_case=last.values("pk")[:1]
    )
    waiting = list(closed.filter(closed_at__isnull=False).order_by("pk"))
    again = _owed_again([row.pk for row in waiting]) if waiting else {}
    moments = {row.pk: max(row.closed_at, row.opens_at, again.get(row.pk, row.opens_at)) for row in waiting}
    return [
        Draft(
            id=derived(row.pk, "put right", moments[row.pk]), kind="duty.met", about=row.pk, campaign=row.campaign,
            org=row.place, actor=CLOCK, happened_at=moments[row.pk],
            body={"by": row.last_case, "note": "所涉问题已全部销号", "name": "系统统计"},
        )
        for row in waiting
    ]  # fmt: skip


def _owed_again(duties: Iterable[UUID]) -> dict[UUID, datetime]:
    """Just after the clock last took back that a duty was met. What a person gave back waits for a later case."""
    rows = StoredEntry.objects.filter(about__in=duties, kind="duty.reopened", actor=CLOCK).order_by()
    return {row["about"]: row["last"] + TICK for row in rows.values("about").annotate(last=Max("happened_at"))}


def _undone() -> list[Draft]:
    """A case was struck off too early, or one was found, or put right, after what was taken for the last."""
    running = Campaign.objects.filter(closed_at=None).values("pk")
    rows = Duty.objects.filter(verb=Verb.RECTIFY, state__in=["met", "met_late"], campaign__in=running)
    later = Q(open=True) | Q(state__in=PUT_RIGHT, closed_at__gt=OuterRef("met_at"))
    first = _cases().filter(later).order_by("entered_at", "pk")
    wrong = rows.annotate(case=first.values("pk")[:1], since=first.values("entered_at")[:1], met=F("met_at"))
    return [
        Draft(
            id=derived(row.pk, "not put right", row.case, row.met), kind="duty.reopened", about=row.pk,
            campaign=row.campaign, org=row.place, actor=CLOCK, happened_at=max(row.since, row.met + TICK),
            body={"by": row.case, "reason": "仍有问题没有销号", "name": "系统统计"},
        )
        for row in wrong.filter(case__isnull=False).order_by("pk")
    ]  # fmt: skip


def _cases() -> QuerySet[Case]:
    """Of the duty's subject, found by its due day."""
    return Case.objects.filter(
        campaign=OuterRef("campaign"), subject=OuterRef("subject"), filed_at__lte=OuterRef("due_at")
    )
