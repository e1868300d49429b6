"""The fold of subjects: the last word counts, value by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.core.measures import MEASURES
from taizhang.journal.erasing import ERASED
from taizhang.journal.projections import Folded, Projection, register
from taizhang.search.words import Found
from taizhang.tallies.operations import Contribution

from .events import OWN
from .models import Subject
from .sameness import address_key, name_key

TOTAL = MEASURES["subjects.total"].id
WITHOUT_GRID = "subjects.without_grid"
POINT = {"lat", "lng"}


def begun(entry: Entry) -> Subject:
    """The row as its first entry makes it."""
    body = {key: value for key, value in entry.body.items() if key not in {"source", "device_time"}}
    return _keyed(Subject(id=entry.about, added_at=entry.happened_at, updated_at=entry.happened_at, **body))


def _keyed(row: Subject) -> Subject:
    row.name_key = name_key(row.name)
    row.address_key = address_key(row.address)
    return row


def _correct(row: Subject, body: Mapping[str, Any]) -> None:
    for key, value in body["changes"].items():
        if key.startswith(OWN):
            row.fields = {name: held for name, held in row.fields.items() if name != key[len(OWN) :]}
            if value != "":
                row.fields[key[len(OWN) :]] = value
        else:
            setattr(row, key, None if key in POINT and value == "" else value)
    _keyed(row)


def _move(row: Subject, body: Mapping[str, Any]) -> None:
    row.org, row.path, row.in_grid = body["org"], body["path"], body.get("in_grid", False)


def _merge(row: Subject, body: Mapping[str, Any]) -> None:
    row.state, row.merged_into = "merged", UUID(body["into"])


def _close(row: Subject, body: Mapping[str, Any]) -> None:
    row.state = "closed"


def _reopen(row: Subject, body: Mapping[str, Any]) -> None:
    row.state = "active"


def _set_apart(row: Subject, body: Mapping[str, Any]) -> None:
    row.apart_from = sorted({*row.apart_from, body["other"]})


def _erase(row: Subject, body: Mapping[str, Any]) -> None:
    for column in body["fields"]:
        if column.startswith(OWN):
            row.fields = {name: held for name, held in row.fields.items() if name != column[len(OWN) :]}
        else:
            setattr(row, column, ERASED if column == "name" else "")
    _keyed(row)


def _leave(row: Subject, body: Mapping[str, Any]) -> None:
    """Looked at, given a link, or joined by another: nothing of its own changes."""


STEPS: dict[str, tuple[frozenset[str], Callable[[Subject, Mapping[str, Any]], None]]] = {
    "corrected": (frozenset({"active", "closed"}), _correct),
    "moved": (frozenset({"active", "closed"}), _move),
    "merged": (frozenset({"active", "closed"}), _merge),
    "closed": (frozenset({"active"}), _close),
    "reopened": (frozenset({"closed"}), _reopen),
    "apart": (frozenset({"active", "closed"}), _set_apart),
    "absorbed": (frozenset({"active", "closed", "merged"}), _leave),
    "erased": (frozenset({"closed", "merged"}), _erase),
    "unmasked": (frozenset({"active", "closed", "merged"}), _leave),
    "linked": (frozenset({"active"}), _leave),
    "unlinked": (frozenset({"active", "closed", "merged"}), _leave),
}
"""Verb → the states in which it applies, and what it does."""


def step(row: Subject, entry: Entry) -> bool:
    """Apply one further entry; False where it cannot apply in this state."""
    states, change = STEPS[entry.verb]
    if row.state not in states:
        return False
    change(row, entry.body)
    row.ended_at = None if row.state == "active" else row.ended_at or entry.happened_at
    if change is not _leave:
        row.updated_at = entry.happened_at
    return True


class SubjectProjection(Projection[Subject]):
    thing = "subject"
    model = Subject

    def fold(self, about: UUID, entries: Sequence[Entry], before: Subject | None) -> Folded[Subject]:
        row: Subject | None = None
        aside = []
        for entry in entries:
            if row is None and entry.verb == "added":
                row = begun(entry)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            elif entry.verb == "added":
                aside.append(SetAside(entry.id, "already-done"))
            elif not step(row, entry):
                aside.append(SetAside(entry.id, "subject-gone", Subject.STATES[row.state]))
        return Folded(row, aside)

    def contribution(self, row: Subject) -> Contribution | None:
        if row.state != "active":
            return None
        amounts = {(TOTAL, ""): 1, (f"{TOTAL}/kind:{row.kind}", ""): 1}
        if not row.in_grid:
            amounts[(WITHOUT_GRID, "")] = 1
        return Contribution(campaign=None, path=row.path, amounts=amounts)

    def found(self, row: Subject) -> Found | None:
        if row.state == "merged":
            return None
        return Found(
            row.path, names=(row.name,), numbers=(row.code,), texts=(row.address,), guarded=(row.contact, row.phone),
            subject=row.pk.hex,
        )  # fmt: skip


register(SubjectProjection())
