"""A filled checklist as people read it: every answered item in words, under the title of its group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from taizhang.core.checklists import Checklist, Item


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
    failed = {failure["item"]: failure for failure in row.failures}
    groups: dict[str, list[Answered]] = {}
    for item in checklist.items:
        answer = row.answers.get(item.name)
        if answer in (None, "", []) and item.name not in row.item_photos:
            continue
        groups.setdefault(item.group, []).append(
            Answered(
                label=item.label,
                words=_words(item, answer),
                failed=item.name in failed,
                note=row.notes.get(item.name, ""),
                clause=item.clause if item.name in failed else "",
                photos=row.item_photos.get(item.name, []),
            )
        )
    return list(groups.items())


def _words(item: Item, answer: Any) -> str:
    if item.type == "image" or answer is None:
        return ""
    names = {choice.name: choice.label for choice in item.choices}
    values = answer if isinstance(answer, list) else str(answer).split() if item.type == "select_multiple" else [answer]
    return "、".join(names.get(str(value), str(value)) for value in values)
