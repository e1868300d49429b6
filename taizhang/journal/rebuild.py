"""Folding everything anew: the projections dropped and made again from the journal alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from taizhang.search.models import Indexed
from taizhang.search.operations import apply as apply_found
from taizhang.search.operations import empty
from taizhang.tallies.models import Tally

from .append import CHUNK, refold
from .models import StoredEntry
from .projections import PROJECTIONS, Projection


def rebuild(*, at: datetime, told: Callable[[str, int], None] = lambda thing, count: None) -> dict[str, int]:
    """Drop every projection and every figure and fold the whole journal again; returns {thing: number of things}.

    Equal entries give equal tables; what was set aside keeps the moment at which it was noticed. Things are folded in
    the order in which their rooms registered, lower rooms first. `told` hears about progress.
    """
    counts: dict[str, int] = {}
    with transaction.atomic():
        Tally.objects.all().delete()
        empty()
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


def index_what_is_not() -> None:
    """Index the things of an installation that had them before there was an index; else nothing is to be done."""
    for thing, projection in PROJECTIONS.items():
        if type(projection).found is Projection.found or Indexed.objects.filter(thing=thing).exists():
            continue
        chunk = []
        with transaction.atomic():
            for row in projection.model._default_manager.iterator(chunk_size=CHUNK):
                chunk.append(row)
                if len(chunk) == CHUNK:
                    apply_found(thing, {}, {row.pk: projection.found(row) for row in chunk})
                    chunk = []
            apply_found(thing, {}, {row.pk: projection.found(row) for row in chunk})
