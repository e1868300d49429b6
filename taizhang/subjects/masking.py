"""Protected values, shown in part: enough to recognise, not enough to use."""

from __future__ import annotations

from typing import Any

from taizhang.core.plan import SubjectField

from .kinds import MASKED

HIDDEN = "＊＊＊"


def is_masked(field: SubjectField | None) -> bool:
    """A field that no plan declares any more is treated as protected."""
    return field is None or field.privacy in MASKED


def masked(value: Any, field: SubjectField | None) -> Any:
    """The value as a page shows it without the right to see it whole: "138****5678", "王＊"."""
    text = "" if value is None else str(value)
    if not text or not is_masked(field):
        return value
    if field is not None and field.type in {"phone", "idnumber"}:
        return mask_number(text)
    if field is not None and field.privacy == "personal" and len(text) <= 12:
        return mask_name(text)
    return HIDDEN


def mask_name(text: str) -> str:
    """The first character of a person's name remains."""
    return text[:1] + "＊" * (len(text) - 1)


def mask_number(text: str) -> str:
    """Telephone and identity numbers: the first three and the last four characters remain."""
    if len(text) < 8:
        return text[:1] + "*" * (len(text) - 1)
    return text[:3] + "*" * (len(text) - 7) + text[-4:]
