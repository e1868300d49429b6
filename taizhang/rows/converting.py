"""Values between a row and the database: only those at some places need another form, and NULL has none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

Converts = Sequence[tuple[int, Callable[[Any], Any]]]
"""(place in the row, how the value there is converted)."""


def converted(row: Iterable[Any], converts: Converts) -> list[Any]:
    values = list(row)
    for place, convert in converts:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values
