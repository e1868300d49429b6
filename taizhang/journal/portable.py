"""What a body may hold so that it is the same, byte for byte, in every database and in the archive.

PostgreSQL's jsonb and SQLite's text disagree over a few values; a hash over them must not depend on where they lay.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json

DEEPEST = 40
"""Levels of nesting: far beyond any form."""
_EXACT = 2.0**53
CONTAINERS = (dict, list)


def storable(text: str) -> bool:
    """Whether every database stores the text: no NUL characters, no halves of a character."""
    if text.isascii():
        return "\0" not in text
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def surely_portable(body: dict[str, Any]) -> bool:
    """Whether JSON values are portable as they are, told quickly. False: look at them one by one."""
    return rb"\u0000" not in to_json(body) and _surely_exact(body.values(), DEEPEST)


def _surely_exact(values: Iterable[Any], deepest: int) -> bool:
    for value in values:
        if isinstance(value, float):
            if not abs(value) < _EXACT or (math.copysign(1, value) < 0 and not value):
                return False
        elif isinstance(value, CONTAINERS) and value:
            inner = value.values() if isinstance(value, dict) else value
            if not deepest or not _surely_exact(inner, deepest - 1):
                return False
    return True


def portable(value: Any, depth: int = 0) -> Any:
    """The JSON value as every database gives it back. Raises ValueError for what one of them cannot hold."""
    if depth > DEEPEST:
        raise ValueError("内容嵌套太深")
    if isinstance(value, str):
        if not storable(value):
            raise ValueError("文字中有不能保存的字符")
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return {portable(str(key), depth): portable(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [portable(part, depth + 1) for part in value]
    return value


def _number(value: float) -> float | int:
    """Large floats come back from jsonb as integers, and it knows no minus zero."""
    if not math.isfinite(value):
        raise ValueError("数字超出范围")
    if abs(value) >= _EXACT:
        return int(value)
    return value if value else 0.0
