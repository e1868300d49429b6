"""Plan texts of invented places under `texts/`, each with what is to be read out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HOME = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class OwnText:
    name: str
    text: str
    expected: dict[str, Any]


@cache
def own_texts() -> tuple[OwnText, ...]:
    """Every text with its expectations, by name."""
    files = sorted(HOME.glob("*.yaml"))
    return tuple(
        OwnText(file.stem, file.with_suffix(".txt").read_text(encoding="utf-8"), _iso(yaml.safe_load(file.read_text())))
        for file in files
    )


def _iso(value: Any) -> Any:
    """Days of YAML as the readings write them."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_iso(one) for one in value]
    return {key: _iso(one) for key, one in value.items()} if isinstance(value, dict) else value
