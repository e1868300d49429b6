"""Asking the server that the settings name, and no other: no redirect is followed, no answer is without end."""

from __future__ import annotations

import json
from typing import Any

from requests import RequestException, get

PATIENCE = (5, 10)
"""Seconds to connect, and between two pieces of the answer."""

LARGEST = 1024 * 1024


class NoAnswer(Exception):  # noqa: N818 - it reads as a sentence: raise NoAnswer
    """The server cannot be reached, or what it says is no JSON object."""


def ask(url: str, **params: str) -> dict[str, Any]:
    """The JSON object at the address. Raises NoAnswer."""
    try:
        with get(url, params=params, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
            content = answer.raw.read(LARGEST + 1, decode_content=True)
            found = json.loads(content) if answer.status_code == 200 and len(content) <= LARGEST else None
    except (RequestException, OSError, ValueError):
        raise NoAnswer from None
    if not isinstance(found, dict):
        raise NoAnswer
    return found
