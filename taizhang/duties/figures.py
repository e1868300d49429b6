"""What duties add to the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from uuid import UUID

from taizhang.tallies.operations import Contribution

from .models import Duty

DONE = frozenset({"met", "met_late"})


def contribution(row: Duty) -> Contribution:
    """Owed, met and lapsed, by rule, by verb and in all."""
    return _times(1, row.campaign, row.path, row.line, row.rule, row.verb, row.state)


def contributions(rows: Iterable[Duty]) -> Iterator[Contribution]:
    """The same for many: one for all that count at the same place in the same way."""
    alike = Counter((row.campaign, row.path, row.line, row.rule, row.verb, row.state) for row in rows)
    return (_times(count, *key) for key, count in alike.items())


def _times(count: int, campaign: UUID, path: str, line: str, rule: str, verb: str, state: str) -> Contribution:
    counted = {
        "owed": state != "excused",
        "met": state in DONE,
        "late": state == "met_late",
        "lapsed": state == "lapsed",
    }
    names = [name for name, holds in counted.items() if holds]
    sides = ("", f"/{rule}", f"/verb:{verb}")
    return Contribution(campaign, path, line, {(f"duties.{name}{side}", ""): count for name in names for side in sides})
