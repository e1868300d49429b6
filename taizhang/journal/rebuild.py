"""Folding everything anew: the projections dropped and made again from the journal alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from itertools import chain, islice
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from taizhang.rows.inserting import insert_ready
from taizhang.rows.unindexed import without_indexes
from taizhang.search.models import Indexed
from taizhang.search.operations import apply as apply_found
from taizhang.search.operations import empty, index_anew
from taizhang.tallies.models import Tally
from taizhang.tallies.operations import apply_sums, written_once

from .append import write_asides
from .crew import crew, processors
from .models import StoredEntry
from .projections import PROJECTIONS, Projection
from .reading import CHUNK, abouts_of
from .shares import FoldedShare, Share, fold_share

WORTH_A_PROCESS = 5_000
"""Entries; with fewer, starting a process takes longer than it saves."""

Item = TypeVar("Item")


def rebuild(
    *, at: datetime, processes: int | None = None, told: Callable[[str, int], None] = lambda thing, count: None
) -> dict[str, int]:
    """Drop every projection and every figure and fold the whole journal again; returns {thing: number of things}.

    Each thing is read and written once, and the figures at the end. Equal entries give equal tables; what was set
    aside keeps the moment at which it was noticed. Things are folded in the order in which their rooms registered,
    lower rooms first: some by several `processes`, while this one writes. All that is written is one transaction: if
    any of the processes is killed, everything stands as before. `told` hears about progress.
    """
    counts: dict[str, int] = {}
    with crew(_several(processes)) as work, transaction.atomic(), written_once(), _indexed_at_the_end(Indexed):
        _keep_writers_out()
        Tally.objects.all().delete()
        empty()
        for projection in reversed(list(PROJECTIONS.values())):
            projection.begin_rebuild()
        for thing, projection in PROJECTIONS.items():
            counts[thing] = 0
            with _indexed_at_the_end(projection.model):
                for done in chain(work(fold_share, _made(projection, at)), work(fold_share, _told_of(thing))):
                    _write(done, at)
                    counts[thing] += len(done.abouts)
                    told(thing, counts[thing])
        index_anew()
    return counts


def _several(asked: int | None) -> int:
    """Within a transaction one: others would not see what was written in it."""
    if connection.in_atomic_block:
        return 1
    return asked or max(1, min(processors(), StoredEntry.objects.count() // WORTH_A_PROCESS))


def _keep_writers_out() -> None:
    """Readers see the old state until all is done; whoever writes waits. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {StoredEntry._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")


def _indexed_at_the_end(model: type[Model]) -> AbstractContextManager[None]:
    """On SQLite alone: on PostgreSQL nobody could read the table meanwhile, and it was measured to be no faster."""
    return without_indexes(model) if connection.vendor == "sqlite" else nullcontext()


def _made(projection: Projection[Any], at: datetime) -> Iterator[Share]:
    """The things that follow from others, with what is told of them."""
    for rows in _parts(projection.made(at)):
        yield Share(projection.thing, [row.pk for row in rows], rows)


def _told_of(thing: str) -> Iterator[Share]:
    """The things that entries alone tell of."""
    for abouts in _parts(abouts_of(thing)):
        yield Share(thing, abouts)


def _write(done: FoldedShare, at: datetime) -> None:
    for rows in done.rows:
        insert_ready(rows)
    write_asides(done.thing, done.aside, done.abouts, done.refusals, at)
    apply_sums(done.figures)


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    stream = iter(items)
    while part := list(islice(stream, CHUNK)):
        yield part


def index_what_is_not() -> None:
    """Index the things of an installation that had them before there was an index; else nothing is to be done."""
    for thing, projection in PROJECTIONS.items():
        if type(projection).found is Projection.found or Indexed.objects.filter(thing=thing).exists():
            continue
        with transaction.atomic():
            for rows in _parts(projection.model._default_manager.iterator(chunk_size=CHUNK)):
                apply_found(thing, {}, {row.pk: projection.found(row) for row in rows})
