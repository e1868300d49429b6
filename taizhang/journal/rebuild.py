"""Folding everything anew: the projections dropped and made again from the journal alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from taizhang.tallies.models import Tally

from .append import CHUNK, refold
from .models import StoredEntry
from .projections import PROJECTIONS


def rebuild(*, at: datetime, told: Callable[[str, int], None] = lambda thing, count: None) -> dict[str, int]:
    """Drop every projection and every figure and fold the whole journal again; returns {thing: number of things}.

    Equal entries give equal tables; what was set aside keeps the moment at which it was noticed. Things are folded in
    the order in which their rooms registered, lower rooms first. `told` hears about progress.
    """
    counts: dict[str, int] = {}
    with transaction.atomic():
        Tally.objects.all().delete()
        for projection in reversed(list(PROJECTIONS.values())):
            projection.begin_rebuild()
        for thing, projection in PROJECTIONS.items():
            projection.restore(at)
            abouts = (
                StoredEntry.objects.filter(thing=thing).order_by("about").values_list("about", flat=True).distinct()
            )
            chunk = []
            counts[thing] = 0
            for about in abouts.iterator(chunk_size=CHUNK):
                chunk.append(about)
                if len(chunk) == CHUNK:
                    refold(thing, chunk, at=at)
                    counts[thing] += len(chunk)
                    told(thing, counts[thing])
                    chunk = []
            if chunk:
                refold(thing, chunk, at=at)
                counts[thing] += len(chunk)
    return counts
