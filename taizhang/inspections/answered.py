"""A filled checklist as people read it: every answered item in words, under the title of its group."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from taizhang.core.checklists import Checklist, Item, asked
from taizhang.subjects.queries import by_ids

FROM_REGISTER = "select_one_from_file"
STRUCTURE = frozenset({"group", "repeat", "note"})
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of a filled checklist."""

    label: str
    words: str
    failed: bool
    note: str
    clause: str
    photos: Sequence[Mapping[str, Any]]


class Filled(Protocol):
    """A filled checklist, of an inspection or of another record."""

    @property
    def answers(self) -> Mapping[str, Any]: ...
    @property
    def notes(self) -> Mapping[str, str]: ...
    @property
    def item_photos(self) -> Mapping[str, Sequence[Mapping[str, Any]]]: ...
    @property
    def failures(self) -> Sequence[Mapping[str, Any]]: ...


def answered(row: Filled, checklist: Checklist) -> list[tuple[str, list[Answered]]]:
    """The answered items under the titles of their groups."""
    subjects = _chosen_subjects(row, checklist)
    failed = {failure["item"]: failure for failure in row.failures}
    groups: dict[str, list[Answered]] = {}
    for item in asked(checklist, row.answers):
        answer = row.answers.get(item.name)
        if item.type in STRUCTURE or (answer in (None, "", []) and item.name not in row.item_photos):
            continue
        groups.setdefault(item.group, []).append(
            Answered(
                label=item.label,
                words=_words(item, answer, subjects),
                failed=item.name in failed,
                note=row.notes.get(item.name, ""),
                clause=item.clause if item.name in failed else "",
                photos=row.item_photos.get(item.name, []),
            )
        )
    return list(groups.items())


def _chosen_subjects(row: Filled, checklist: Checklist) -> dict[str, str]:
    """The names of the subjects that answers chose from the register."""
    found = [row.answers.get(item.name) for item in asked(checklist, row.answers) if item.type == FROM_REGISTER]
    chosen = [UUID(answer) for answer in found if isinstance(answer, str) and _UUID.fullmatch(answer)]
    return {str(about): subject.name for about, subject in by_ids(chosen).items()}


def _words(item: Item, answer: Any, subjects: Mapping[str, str]) -> str:
    if item.type == "image" or answer is None:
        return ""
    if item.type == FROM_REGISTER:
        return subjects.get(str(answer), "（已不在册）")
    names = {choice.name: choice.label for choice in item.choices}
    values = answer if isinstance(answer, list) else str(answer).split() if item.type == "select_multiple" else [answer]
    return "、".join(names.get(str(value), str(value)) for value in values)
