"""What was typed for a line, read as the fields of its book ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taizhang.core.plan import Book
from taizhang.core.refusals import Refused
from taizhang.subjects.values import Unreadable, Value, read_value, shown

EMPTIED = frozenset({"-", "－", "—"})
"""Typed into a protected field, whose present value is not shown: empty it."""


def read_line(book: Book, given: Mapping[str, Any]) -> dict[str, Value]:
    """The values of a new line. Raises Refused("bad-body") naming every field that is wrong."""
    found, wrong = _read(book, {field.id: given.get(field.id, "") for field in book.fields})
    wrong += [f"{field.label}：必须填写" for field in book.fields if field.required and found.get(field.id, 0) == ""]
    if not wrong and not any(value != "" for value in found.values()):
        wrong.append("一项也没有填写")
    if wrong:
        raise Refused("bad-body", "；".join(wrong))
    return {name: value for name, value in found.items() if value != ""}


def read_changes(book: Book, present: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Value]:
    """What a correction changes. A protected field left empty keeps its value. Raises Refused("bad-body")."""
    asked = {}
    for field in book.fields:
        text = str(given.get(field.id, "")).strip()
        if field.privacy != "ordinary" and text in {"", *EMPTIED}:
            if not text:
                continue
            text = ""
        asked[field.id] = text
    found, wrong = _read(book, asked)
    wrong += [f"{field.label}：必须填写" for field in book.fields if field.required and found.get(field.id, 0) == ""]
    if wrong:
        raise Refused("bad-body", "；".join(wrong))
    return {name: value for name, value in found.items() if value != present.get(name, "")}


def _read(book: Book, given: Mapping[str, Any]) -> tuple[dict[str, Value], list[str]]:
    found: dict[str, Value] = {}
    wrong = []
    for field in book.fields:
        if field.id not in given:
            continue
        try:
            found[field.id] = read_value(field, given[field.id])
        except Unreadable as fault:
            wrong.append(f"{field.label}：{fault}")
    return found, wrong


def told(book: Book, values: Mapping[str, Any]) -> str:
    """A line in words, without anything protected: the description of a case."""
    open_fields = [field for field in book.fields if field.privacy == "ordinary" and field.id in values]
    return "\n".join(f"{field.label}：{shown(field, values[field.id])}" for field in open_fields)[:2000]
