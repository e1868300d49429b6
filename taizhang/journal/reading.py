"""Reading entries as folds need them, without a model's row between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from taizhang.core.entry import Entry

from .models import StoredEntry

Group = tuple[UUID, list[Entry]]
"""A thing and all its entries."""

COLUMNS = [field.name for field in fields(Entry)]


def groups_of(thing: str) -> Iterator[Group]:
    """All things of a kind, each with its entries; a stream, whatever the length of the journal."""
    rows = StoredEntry.objects.filter(thing=thing).order_by("about").values_list(*COLUMNS)
    entries = (Entry(*row) for row in rows.iterator(chunk_size=2000))
    return ((about, list(group)) for about, group in groupby(entries, attrgetter("about")))
