"""Whether a row means a subject that the register knows, or one that an earlier row of the file means.

The same code, or the same values in the fields by which the plan tells its kind apart, are the same subject. What only
looks alike is proposed to a person, never decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from taizhang.core.plan import SubjectKind
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import identities
from taizhang.subjects.sameness import Likeness, address_key, name_key, plain, reasons_alike

from .subject_rows import ReadRow

MOST_COMPARED = 20
"""Of those that meet in one address or telephone: a market hall has hundreds of stalls."""

Key = tuple[Hashable, ...]


def keys_of(kind: SubjectKind, values: Mapping[str, Any], org: int | None) -> list[Key]:
    """The keys under which the same subject is found again, the surest first."""
    keys: list[Key] = []
    if code := plain(str(values.get("code", ""))):
        keys.append((kind.id, "code", code))
    columns = [column_of(kind, name) for name in kind.identity]
    held = [plain(str(values.get(column, ""))) for column in columns]
    if columns and all(held):
        keys.append((kind.id, "identity", *held))
    name, address = plain(str(values.get("name", ""))), plain(str(values.get("address", "")))
    if name:
        keys.append((kind.id, "name", name, address) if address else (kind.id, "place", name, org))
    return keys


def numbers_in(kind: SubjectKind) -> list[str]:
    """The own fields that hold a number which names one subject only."""
    return [column_of(kind, item.id) for item in kind.fields if item.type == "idnumber" or item.id == "credit_code"]


class Register:
    """Everything of the kinds concerned within a reach, by key and by likeness; one pass over the register."""

    def __init__(self, reach: str, kinds: Mapping[str, SubjectKind]) -> None:
        self._kinds = kinds
        self._by_key: dict[Key, UUID | int] = {}
        self._blocks: dict[Key, list[tuple[UUID | int, Likeness]]] = defaultdict(list)
        self._numbers = {kind.id: numbers_in(kind) for kind in kinds.values()}
        for about, kind_id, values, org, active in identities(reach, sorted(kinds)):
            kind = kinds[kind_id]
            for key in keys_of(kind, values, org):
                self._by_key.setdefault(key, about)
            if active:
                self._note(about, kind, values)

    def find(self, row: ReadRow) -> UUID | int | None:
        """The id of the subject, the number of the earlier row that means the same, or None."""
        assert row.kind is not None
        for key in keys_of(row.kind, row.values, row.org.number if row.org else None):
            if key in self._by_key:
                return self._by_key[key]
        return None

    def add(self, row: ReadRow) -> None:
        """A row that will become a subject: later rows are compared with it too."""
        assert row.kind is not None
        for key in keys_of(row.kind, row.values, row.org.number if row.org else None):
            self._by_key.setdefault(key, row.number)
        self._note(row.number, row.kind, row.values)

    def alike(self, row: ReadRow) -> tuple[UUID | int, list[str]] | None:
        """One that looks like the row, and why."""
        assert row.kind is not None
        own = self._likeness(row.kind, row.values)
        for block in _blocks(row.kind, own):
            for about, other in self._blocks.get(block, ())[:MOST_COMPARED]:
                if reasons := reasons_alike(own, other):
                    return about, reasons
        return None

    def _note(self, about: UUID | int, kind: SubjectKind, values: Mapping[str, Any]) -> None:
        own = self._likeness(kind, values)
        for block in _blocks(kind, own):
            self._blocks[block].append((about, own))

    def _likeness(self, kind: SubjectKind, values: Mapping[str, Any]) -> Likeness:
        numbers = [plain(str(values[column])) for column in self._numbers[kind.id] if values.get(column)]
        return Likeness(
            name=name_key(str(values.get("name", ""))),
            address=address_key(str(values.get("address", ""))),
            phone=str(values.get("phone", "")),
            number=numbers[0] if numbers else "",
        )


def _blocks(kind: SubjectKind, own: Likeness) -> Iterator[Key]:
    for sort, value in (("number", own.number), ("name", own.name), ("address", own.address), ("phone", own.phone)):
        if value:
            yield (kind.id, sort, value)


def differences(row: ReadRow, subject: Subject) -> dict[str, Any]:
    """What the row would change; an empty cell changes nothing."""
    changes = {}
    for column, value in row.values.items():
        present = subject.fields.get(column[7:]) if column.startswith("fields.") else getattr(subject, column)
        if value != ("" if present is None else present):
            changes[column] = value
    return changes


def ids_among(found: Iterable[UUID | int | None]) -> list[UUID]:
    return [about for about in found if isinstance(about, UUID)]
