"""Reading entries as folds need them, without a model's row between."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from uuid import UUID

from django.db.models import Exists, OuterRef

from taizhang.core.entry import Entry
from taizhang.rows.finding import Wanted, values_with

from .models import StoredEntry
from .projections import PROJECTIONS

CHUNK = 500
"""Values in one IN list: below SQLite's limit on parameters."""

COLUMNS = tuple(field.name for field in fields(Entry))


def entries_with(wanted: Wanted) -> list[Entry]:
    """The entries that have one of the ids in one of the columns; in no order."""
    return [Entry(*values) for values in values_with(StoredEntry, COLUMNS, wanted)]


def abouts_of(thing: str) -> Iterator[UUID]:
    """The things of a kind about which there are entries, without rows that others have made; a stream."""
    rows = StoredEntry.objects.filter(thing=thing)
    if PROJECTIONS[thing].made_otherwise:
        rows = rows.filter(~Exists(PROJECTIONS[thing].model._default_manager.filter(pk=OuterRef("about"))))
    return rows.order_by("about").values_list("about", flat=True).distinct().iterator(chunk_size=2000)


def entries_about(thing: str, abouts: Sequence[UUID]) -> dict[UUID, list[Entry]]:
    """What is told of some things of a kind. A duty and its report have one id: the kind tells them apart."""
    found: dict[UUID, list[Entry]] = {}
    for entry in entries_with({"about": abouts}):
        if entry.thing == thing:
            found.setdefault(entry.about, []).append(entry)
    return found


def with_entries(abouts: Sequence[UUID]) -> set[UUID]:
    """Those of the things about which there are entries."""
    return {about for (about,) in values_with(StoredEntry, ("about",), {"about": abouts})}
