"""What follows from an entry. The table itself stands in one visible place: taizhang.workflows.reactions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from taizhang.core.entry import Entry

from .drafts import Draft

Reaction = Callable[[Sequence[Entry], datetime], Sequence[Draft]]
"""Gets the newly appended entries of its kind and the moment of appending; returns entries to append with them."""

_TABLE: dict[str, Sequence[Reaction]] = {}


def install(table: Mapping[str, Sequence[Reaction]]) -> None:
    _TABLE.clear()
    _TABLE.update(table)


def react(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The drafts that follow from a batch, each reaction called once for all entries of its kind."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    return [
        draft for kind, group in by_kind.items() for reaction in _TABLE.get(kind, ()) for draft in reaction(group, at)
    ]
