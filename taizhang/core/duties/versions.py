"""What is owed when a plan was amended while it ran.

1. The first version gives all its duties.
2. Each later version, from the moment at which it governs, gives those of its duties that fall due after that moment.
   It replaces what earlier versions had left open: a duty that it knows too takes on its new window; one that it no
   longer knows is gone.
3. What had fallen due before that moment, or had been done before it, stays as it was: history is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .expansion import Expansion
from .spec import DutySpec


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a campaign's plan, laid over its tree; it governs from `since` on."""

    since: datetime
    expansion: Expansion


Specs = Callable[[Expansion], Iterable[DutySpec]]
DoneBefore = Callable[[Collection[UUID], datetime], Collection[UUID]]
"""Which of these duties had been done before a moment."""


def owed(versions: Sequence[Version], specs: Specs, done_before: DoneBefore) -> dict[UUID, DutySpec]:
    """The duties of a campaign by id, of the part that `specs` takes from each expansion (places, some subjects)."""
    first, *later = versions
    found = {spec.id: spec for spec in specs(first.expansion)}
    for version in later:
        coming = {spec.id: spec for spec in specs(version.expansion) if spec.due_at > version.since}
        left = [about for about, spec in found.items() if spec.due_at > version.since and about not in coming]
        dropped = set(left) - set(done_before(left, version.since)) if left else set()
        found = {about: spec for about, spec in found.items() if about not in dropped} | coming
    return found
