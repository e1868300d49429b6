"""Ask once: which items of a checklist the register holds already. Those are shown to be confirmed or corrected.

An item is linked to a field of the register by having its name; one that asks for it under another name asks twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from .model import Checklist, Item

TYPES = {
    "text": frozenset({"text"}),
    "integer": frozenset({"number"}),
    "decimal": frozenset({"number"}),
    "date": frozenset({"date"}),
    "select_one": frozenset({"choice"}),
}
"""{type of an item: types of the fields that it can hold}. What is judged on the spot is never held."""


class Field(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def choices(self) -> Sequence[str]: ...
    @property
    def privacy(self) -> str: ...


F = TypeVar("F", bound=Field)


def held_items(checklist: Checklist, fields: Iterable[F]) -> Iterator[tuple[Item, F]]:
    """Each linked item with its field. Protected values are asked anew: a phone does not carry them about."""
    by_id = {field.id: field for field in fields if field.privacy == "ordinary"}
    for item in checklist.items:
        field = by_id.get(item.name)
        if field is not None and _fits(item, field):
            yield item, field


def asked_twice(checklist: Checklist, fields: Iterable[F]) -> Iterator[tuple[Item, F]]:
    """Each item that asks in the same words for a field without being linked to it."""
    by_label = {_plain(field.label): field for field in fields if field.privacy == "ordinary"}
    for item in checklist.items:
        field = by_label.get(_plain(item.label))
        if field is not None and field.id != item.name and item.type in TYPES and not item.judged and not item.repeat:
            yield item, field


def known_answers(checklist: Checklist, fields: Iterable[F], values: Mapping[str, Any]) -> dict[str, str]:
    """{item: answer} as far as the register knows; `values` are by field."""
    found = {}
    for item, field in held_items(checklist, fields):
        value = values.get(field.id)
        answer = _choice_named(item, str(value)) if item.type == "select_one" else value
        if answer not in ("", None):
            found[item.name] = str(answer)
    return found


def corrected_values(
    checklist: Checklist, fields: Iterable[F], values: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """{field: value} where an answer says otherwise than the register. What was left empty takes nothing away."""
    found: dict[str, Any] = {}
    for item, field in held_items(checklist, fields):
        said = answers.get(item.name)
        if said in ("", None):
            continue
        value = _in_register(item, field, said)
        if value is not None and value != values.get(field.id):
            found[field.id] = value
    return found


def _fits(item: Item, field: Field) -> bool:
    if item.judged or item.repeat or field.type not in TYPES.get(item.type, ()):
        return False
    return item.type != "select_one" or {choice.label for choice in item.choices} <= set(field.choices)


def _choice_named(item: Item, label: str) -> str:
    return next((choice.name for choice in item.choices if choice.label == label), "")


def _in_register(item: Item, field: Field, said: Any) -> Any:
    if item.type == "select_one":
        return next((choice.label for choice in item.choices if choice.name == said), None)
    if field.type != "number":
        return str(said)
    try:
        number = float(said)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else number


def _plain(label: str) -> str:
    return "".join(label.split()).strip("：:？?")
