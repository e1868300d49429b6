"""Values as JSON has them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.calendar import CHINA


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="seconds")
    return str(value) if isinstance(value, UUID) else value
