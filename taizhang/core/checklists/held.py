"""Which items of a checklist the register holds already: those are shown to be confirmed, not asked anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from .model import Checklist, Item

TYPED = frozenset({"text", "integer", "decimal", "date", "select_one"})
"""Only a plain answer can be one that the register holds: a count of today's faults under the same name is not."""


class Field(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...


F = TypeVar("F", bound=Field)


def held_items(checklist: Checklist, fields: Iterable[F]) -> Iterator[tuple[Item, F]]:
    """Each item with the field of the register that it asks for: of the same name, or the same label."""
    by_name = {field.id: field for field in fields}
    by_label = {_plain(field.label): field for field in by_name.values()}
    for item in checklist.items:
        if item.type in TYPED and not item.judged and not item.repeat:
            field = by_name.get(item.name) or by_label.get(_plain(item.label))
            if field is not None:
                yield item, field


def _plain(label: str) -> str:
    return "".join(label.split()).strip("：:？?")
