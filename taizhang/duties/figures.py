"""What duties add to the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from taizhang.tallies.operations import Contribution

from .models import Duty

DONE = frozenset({"met", "met_late"})
UNSETTLED = frozenset({"open", "lapsed"})


def contribution(row: Duty) -> Contribution:
    """Owed, met and lapsed, by rule, by verb and in all; how far up the ladder; and how many people came."""
    counted = _times(1, row.campaign, row.path, row.line, row.rule, row.verb, row.state, row.rung)
    came = row.evidence.get("attendance") if row.state in DONE else None
    if not came:
        return counted
    attended = {(f"activities.attended{side}", ""): came for side in ("", f"/{row.rule}")}
    return replace(counted, amounts={**counted.amounts, **attended})


def contributions(rows: Iterable[Duty]) -> Iterator[Contribution]:
    """The same for many: one for all that count at the same place in the same way."""
    alike: Counter[tuple[UUID, str, str, str, str, str, str]] = Counter()
    for row in rows:
        if row.evidence.get("attendance"):
            yield contribution(row)
        else:
            alike[row.campaign, row.path, row.line, row.rule, row.verb, row.state, row.rung] += 1
    yield from (_times(count, *key) for key, count in alike.items())


def _times(
    count: int, campaign: UUID, path: str, line: str, rule: str, verb: str, state: str, rung: str
) -> Contribution:
    counted = {
        "owed": state != "excused",
        "met": state in DONE,
        "late": state == "met_late",
        "lapsed": state == "lapsed",
    }
    names = [name for name, holds in counted.items() if holds]
    sides = ("", f"/{rule}", f"/verb:{verb}")
    amounts = {(f"duties.{name}{side}", ""): count for name in names for side in sides}
    if state in UNSETTLED and rung:
        amounts[f"duties.rung/{rung}", ""] = count
    return Contribution(campaign, path, line, amounts)
