"""What the register holds of a subject that a checklist asks for, and what a filled checklist corrects in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taizhang.core.checklists import Checklist
from taizhang.core.checklists.held import corrected_values, known_answers
from taizhang.core.plan import SubjectKind

from .kinds import column_of
from .models import Subject
from .operations import present_value


def known_of(row: Subject, kind: SubjectKind | None, checklist: Checklist) -> dict[str, str]:
    """{item: answer}"""
    return known_answers(checklist, kind.fields, _values(row, kind)) if kind else {}


def corrections_of(
    row: Subject, kind: SubjectKind | None, checklist: Checklist, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """{column: value}, as a correction of the register takes it."""
    if kind is None:
        return {}
    changed = corrected_values(checklist, kind.fields, _values(row, kind), answers)
    return {column_of(kind, field): value for field, value in changed.items()}


def _values(row: Subject, kind: SubjectKind) -> dict[str, Any]:
    return {field.id: present_value(row, column_of(kind, field.id)) for field in kind.fields}
