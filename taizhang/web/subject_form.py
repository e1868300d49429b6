"""The form of a subject: a field for each value that its kind has, read back with what is wrong beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.polygons import LONGEST as LONGEST_OUTLINE
from taizhang.subjects.events import OWN
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked, masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.subjects.values import LONGEST, LONGEST_OWN, Unreadable, read_value

EMPTIED = {"-", "－", "—"}
"""Typed into a protected field, whose present value is not shown: empty it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One input. `hint` says what a protected field holds now."""

    name: str
    label: str
    kind: str
    value: str = ""
    required: bool = False
    hint: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    error: str = ""
    longest: int = LONGEST_OWN


_KINDS = {
    "choice": "select",
    "bool": "select",
    "date": "date",
    "number": "number",
    "phone": "tel",
    "polygon": "polygon",
}


def asked_of(
    kind: SubjectKind | None,
    row: Subject | None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> list[Asked]:
    """The inputs, holding what was typed before, else what the subject has."""
    return [_asked(column, item, row, typed, errors or {}) for column, item in fields_by_column(kind).items()]


def _asked(
    column: str, item: SubjectField, row: Subject | None, typed: Mapping[str, str] | None, errors: Mapping[str, str]
) -> Asked:
    value, hint = "", item.unit
    protected = is_masked(item)
    if row is not None:
        present = present_value(row, column)
        if protected and present != "":
            hint = f"现在是 {masked(present, item)}，不改就空着；要清空就填一个减号"
        else:
            value = "是" if present is True else "否" if present is False else str(present)
    if typed is not None:
        value = typed.get(column, "")
    words = item.choices or (["是", "否"] if item.type == "bool" else [])
    required = item.required and not (protected and row is not None)
    return Asked(
        column, item.label, _KINDS.get(item.type, "text"), value, required, hint, [(word, word) for word in words],
        errors.get(column, ""), LONGEST_OUTLINE if item.type == "polygon" else LONGEST.get(column, LONGEST_OWN),
    )  # fmt: skip


def read_form(
    kind: SubjectKind | None, row: Subject | None, typed: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """(values by column, what is wrong by column). A protected field left empty keeps its value."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column, item in fields_by_column(kind).items():
        text = typed.get(column, "").strip()
        if row is not None and is_masked(item):
            if not text:
                continue
            text = "" if text in EMPTIED else text
        try:
            values[column] = read_value(item, text, longest=LONGEST.get(column, LONGEST_OWN))
        except Unreadable as wrong:
            errors[column] = str(wrong)
            continue
        if values[column] == "" and item.required and (row is None or present_value(row, column) != ""):
            errors[column] = "必须填写"
    return values, errors


def split_values(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(values of the columns, values of the kind's own fields) without empty ones."""
    held = {column: value for column, value in values.items() if value != ""}
    own = {column[len(OWN) :]: value for column, value in held.items() if column.startswith(OWN)}
    return {column: value for column, value in held.items() if not column.startswith(OWN)}, own
