"""The sentences of a plan's text that its rules cite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def sources_in(value: Any) -> Iterator[str]:
    """Every `source` in a plan as data, at whatever depth."""
    if isinstance(value, dict):
        yield from ([value["source"]] if "source" in value else [])
        for inner in value.values():
            yield from sources_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from sources_in(inner)
