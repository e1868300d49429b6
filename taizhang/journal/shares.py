"""A share of a rebuild: some things read and folded, all that follows made ready, nothing written.

It may be done in another process than the one that writes. It reads the journal alone: whatever else stands in the
tables is just being made anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Model

from taizhang.core.entry import Entry, SetAside, canonical
from taizhang.rows.inserting import Ready, ready
from taizhang.search.operations import rows_of
from taizhang.tallies.operations import Sums, sums_of

from .projections import PROJECTIONS
from .reading import entries_about


@dataclass(frozen=True, slots=True)
class Share:
    """Things of one kind; `made` are the rows of those that are there before any entry."""

    thing: str
    abouts: Sequence[UUID]
    made: Sequence[Model] = ()


@dataclass(frozen=True, slots=True)
class FoldedShare:
    """What is to be written. `aside` are the entries that did not apply, by thing, and `refusals` say why."""

    thing: str
    abouts: Sequence[UUID]
    rows: Sequence[Ready]
    figures: Sums
    aside: Mapping[UUID, list[Entry]]
    refusals: Mapping[UUID, tuple[str, str]]


def fold_share(share: Share) -> FoldedShare:
    projection = PROJECTIONS[share.thing]
    rows: dict[UUID, Any] = {row.pk: row for row in share.made}
    aside: list[SetAside] = []
    entries = entries_about(share.thing, share.abouts)
    for about, group in entries.items():
        folded = projection.fold(about, canonical(group), rows.get(about))
        if folded.row is not None:
            rows[about] = folded.row
        aside += folded.aside
    refusals = {item.entry: (item.refusal, item.detail) for item in aside}
    contributions = (projection.contribution(row) for row in rows.values())
    return FoldedShare(
        share.thing,
        share.abouts,
        [ready(alike) for alike in _tables(projection, rows)],
        sums_of(one for one in contributions if one is not None),
        {about: group for about, group in entries.items() if any(entry.id in refusals for entry in group)},
        refusals,
    )


def _tables(projection: Any, rows: Mapping[UUID, Any]) -> Iterator[list[Model]]:
    """The rows of one table after the other: the things themselves, what stands beside them, the index."""
    beside = (more for row in rows.values() for more in projection.beside(row))
    found = rows_of(projection.thing, {about: projection.found(row) for about, row in rows.items()})
    for several in (rows.values(), beside, found):
        for _, alike in groupby(several, type):
            yield list(alike)
