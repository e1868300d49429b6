"""The one way in for phones: a batch of entries, each with its own receipt.

An entry is authorised by its room (`ADMITS`) and dated by our clock; one that is refused stops no other. Records that
begin something new and have nothing to do with each other are appended together, everything else in its turn. The same
entry sent again is known by its id and counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from taizhang.access.actor import Actor
from taizhang.journal.file_uses import missing_files, named_files

from .answers import COMMON, WRITES, actor_of
from .batch import Batch, Receipts, SentEntry
from .desk import CLOCK_ERROR, Desk

router = Router(tags=["同步"])


@router.post(
    "/sync",
    response={200: Receipts, **COMMON},
    summary="上报一批记录",
    operation_id="sync",
    openapi_extra=WRITES,
)
def sync(request: HttpRequest, batch: Batch) -> Receipts:
    """Each entry gets its own receipt, in the order of the batch; sending the same batch again changes nothing."""
    actor = actor_of(request)
    posts: Sequence[Actor] = request.actors  # type: ignore[attr-defined]
    return take(batch, actor, posts, at=timezone.now())


def take(batch: Batch, actor: Actor, posts: Sequence[Actor], *, at: datetime) -> Receipts:
    """Take in a batch of the person who acts in one of `posts` (the entry says in which; else as `actor`)."""
    offset = at - batch.sent_at
    desk = Desk(batch.device, offset if abs(offset) > CLOCK_ERROR else timedelta(), actor, posts, at)
    desk.look_up([entry.id for entry in batch.entries if isinstance(entry, SentEntry)])
    for place, entry in enumerate(batch.entries):
        desk.take(place, entry)
    desk.append_waiting()
    receipts = [desk.receipts[place] for place in range(len(batch.entries))]
    named = [sorted(named_files(e.body)) if isinstance(e, SentEntry) else [] for e in batch.entries]
    missing = missing_files(sha for shas in named for sha in shas)
    for receipt, shas in zip(receipts, named, strict=True):
        receipt.missing = [sha for sha in dict.fromkeys(shas) if sha in missing]
    return Receipts(received_at=at, clock_offset=offset.total_seconds(), receipts=receipts)
