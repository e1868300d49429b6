"""Folding everything anew: the projections dropped and made again from the journal alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from taizhang.search.models import Indexed
from taizhang.search.operations import apply as apply_found
from taizhang.search.operations import empty
from taizhang.tallies.models import Tally
from taizhang.tallies.operations import written_once

from .append import CHUNK, fold
from .projections import PROJECTIONS, Projection
from .reading import Group, groups_of


def rebuild(*, at: datetime, told: Callable[[str, int], None] = lambda thing, count: None) -> dict[str, int]:
    """Drop every projection and every figure and fold the whole journal again; returns {thing: number of things}.

    Each thing is read and written once, in the order of its entries, and the figures at the end.
    Equal entries give equal tables; what was set aside keeps the moment at which it was noticed. Things are folded in
    the order in which their rooms registered, lower rooms first. `told` hears about progress.
    """
    counts: dict[str, int] = {}
    with transaction.atomic(), written_once():
        Tally.objects.all().delete()
        empty()
        for projection in reversed(list(PROJECTIONS.values())):
            projection.begin_rebuild()
        for thing, projection in PROJECTIONS.items():
            projection.restore(at)
            counts[thing] = 0
            for chunk in _chunks(groups_of(thing)):
                fold(thing, dict(chunk), at)
                counts[thing] += len(chunk)
                told(thing, counts[thing])
    return counts


def _chunks(groups: Iterator[Group]) -> Iterator[list[Group]]:
    while chunk := list(islice(groups, CHUNK)):
        yield chunk


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
