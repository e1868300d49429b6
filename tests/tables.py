"""All projections as they stand, to compare one state of the database with another."""

from __future__ import annotations

from typing import Any

from taizhang.journal.models import AsideEntry
from taizhang.journal.projections import PROJECTIONS
from taizhang.tallies.models import Tally

Rows = list[dict[str, Any]]


def tables() -> dict[str, Rows]:
    """Every row of every state, every figure that is not zero, everything that was set aside."""
    found: dict[str, Rows] = {
        thing: list(projection.model._default_manager.order_by("pk").values())
        for thing, projection in PROJECTIONS.items()
    }
    key = ("campaign", "org", "line", "measure", "day")
    found["figures"] = list(Tally.objects.exclude(value=0).order_by(*key).values(*key, "value"))
    aside = AsideEntry.objects.filter(content__isnull=True).order_by("entry", "refusal")
    found["aside"] = list(aside.values("entry", "thing", "about", "refusal", "detail"))
    return found
