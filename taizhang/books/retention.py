"""Protected values whose time is over: taken out of sealed entries, so that the chain still verifies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.entry import CLOCK
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.erasing import erase
from taizhang.journal.models import StoredEntry
from taizhang.journal.seal import seal

from .models import BookLine

BATCH = 200


def erase_what_is_over(*, now: datetime) -> int:
    """Erase the protected values of lines whose retention has ended; returns how many lines. Twice does no more."""
    rows = list(BookLine.objects.filter(clear_until__lte=now, erased_at=None).order_by("clear_until", "pk")[:BATCH])
    if not rows:
        return 0
    campaigns = Campaign.objects.in_bulk({row.campaign for row in rows})
    with transaction.atomic():
        seal(at=now)
        append([_erased(row, campaigns[row.campaign], now) for row in rows], at=now)
    return len(rows)


def _erased(row: BookLine, campaign: Campaign, now: datetime) -> Draft:
    entries = list(StoredEntry.objects.select_for_update().filter(thing="book", about=row.pk).order_by("position"))
    used = {key for entry in entries for part in ("values", "changes") for key in entry.body.get(part, {})}
    book = plan_of(campaign).book(row.book)
    kept = {field.id for field in book.fields if field.privacy == "ordinary"} if book else set()
    gone = used - kept
    body = {"fields": sorted(gone) or ["—"], "entries": erase(entries, lambda entry: _without(entry.body, gone))}
    return Draft(
        kind="book.erased", about=row.pk, campaign=row.campaign, org=row.org, actor=CLOCK, happened_at=now, body=body
    )


def _without(body: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """Without the values, and without what was said in free words: a note may name somebody too."""
    changed = dict(body)
    for part in ("values", "changes"):
        if part in body:
            changed[part] = {key: value if key not in gone else "" for key, value in body[part].items()}
    if body.get("note"):
        changed["note"] = ""
    return changed
