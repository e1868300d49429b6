"""Transfers and the clock: reminded before the end, expired on the day after the last; the land follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from taizhang.core.calendar import start_of_day
from taizhang.core.calendar.work import local_day
from taizhang.core.entry import CLOCK, Entry
from taizhang.core.ids import derived
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft, Fate
from taizhang.transfers.models import Transfer
from taizhang.transfers.queries import to_expire, to_remind

from .subjects_follow import corrections

BATCH = 500


def run_out(*, now: datetime) -> int:
    """Write what has fallen due; returns how many entries."""
    today = local_day(now)
    reminded = _written(lambda: [_reminded(row) for row in to_remind(now, BATCH)], now)
    return reminded + _written(lambda: [_expired(row) for row in to_expire(today, BATCH)], now)


def _written(due: Callable[[], list[Draft]], now: datetime) -> int:
    written = 0
    while drafts := due():
        fresh = sum(one.fate is Fate.APPENDED for one in append(drafts, at=now, strict=False))
        if not fresh:
            break
        written += fresh
    return written


def _reminded(row: Transfer) -> Draft:
    assert row.remind_at is not None
    return _draft(row, "reminded", max(row.remind_at, row.signed_at), {"ends_on": row.ends_on})


def _expired(row: Transfer) -> Draft:
    moment = max(start_of_day(row.ends_on + timedelta(days=1)), row.signed_at)
    return _draft(row, "expired", moment, {"subject": row.subject, "on": row.ends_on, "changes": row.ends})


def _draft(row: Transfer, verb: str, moment: datetime, body: dict[str, Any]) -> Draft:
    return Draft(
        id=derived(row.pk, verb), kind=f"transfer.{verb}", about=row.pk, campaign=row.campaign, org=row.org,
        actor=CLOCK, happened_at=moment, body=body,
    )  # fmt: skip


def change_who_cultivates(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The fields of the land that the plan ties to a transfer: who tills it now, and so what becomes of it."""
    return corrections(entries, "transferred", reason="土地流转")
