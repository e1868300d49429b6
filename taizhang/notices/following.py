"""Following the journal: what was sealed since the last round is told.

Blocks stand in one order for good, so that nothing is missed and nothing told twice, and telling costs the one door in
nothing: a fact never waits for its notice, nor fails with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from taizhang.core.entry import Entry
from taizhang.journal.models import Block, StoredEntry

from .models import Mark
from .telling import Telling, tell

MARK = "journal"
MOST_BLOCKS = 10
"""In one round: a large import is followed step by step."""
STALE = timedelta(days=3)
"""Nobody is told what was received longer ago: a worker that was off, a journal that came from elsewhere."""

Teller = Callable[[Sequence[Entry], datetime], Iterable[Telling]]
"""Gets the entries of its kind and the moment; returns who is told what."""


def follow(tellers: Mapping[str, Sequence[Teller]], *, now: datetime) -> int:
    """Tell what was sealed; returns how many notices. The first round of an installation only sets the mark."""
    with transaction.atomic():
        newest = Block.objects.aggregate(n=Max("number"))["n"] or 0
        mark, fresh = Mark.objects.select_for_update().get_or_create(name=MARK, defaults={"block": newest})
        if fresh or newest <= mark.block:
            return 0
        until = min(newest, mark.block + MOST_BLOCKS)
        rows = StoredEntry.objects.filter(
            block__gt=mark.block, block__lte=until, kind__in=list(tellers), received_at__gte=now - STALE
        ).order_by("block", "place_in_block")
        groups: dict[str, list[Entry]] = {}
        for row in rows:
            groups.setdefault(row.kind, []).append(row.as_entry())
        told = tell(_tellings(tellers, groups, now), at=now)
        Mark.objects.filter(pk=MARK).update(block=until)
        return told


def _tellings(
    tellers: Mapping[str, Sequence[Teller]], groups: Mapping[str, Sequence[Entry]], now: datetime
) -> Iterable[Telling]:
    asked: dict[Teller, list[Entry]] = {}
    for kind, entries in groups.items():
        for teller in tellers[kind]:
            asked.setdefault(teller, []).extend(entries)
    for teller, entries in asked.items():
        yield from teller(entries, now)
