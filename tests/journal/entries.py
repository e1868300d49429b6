"""Plain entries for tests of the journal itself."""

from __future__ import annotations

from datetime import datetime

from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def org_drafts(at: datetime, numbers: range) -> list[Draft]:
    return [
        Draft("org.set", derived("org", number), "user:1", at, {
            "number": number, "code": f"T{number}", "kind": "area", "level": "village", "name": f"试验{number}组",
            "path": f"{number}/",
        })
        for number in numbers
    ]  # fmt: skip
