"""Owns the names of sheets: Excel forbids some characters, more than 31 of them, and two of the same name."""

from __future__ import annotations

import re
from collections.abc import Callable

from taizhang.render.characters import without_illegal

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n\t]")
_LONGEST = 31


def sheet_names() -> Callable[[str], str]:
    """A function that makes wanted names fit, each different from those before: "台账", "台账（2）"."""
    taken: set[str] = set()

    def fit(wanted: str) -> str:
        clean = _FORBIDDEN.sub("", without_illegal(wanted)).strip("' ") or "表"
        name, number = clean[:_LONGEST], 1
        while name.lower() in taken:
            number += 1
            suffix = f"（{number}）"
            name = clean[: _LONGEST - len(suffix)] + suffix
        taken.add(name.lower())
        return name

    return fit
