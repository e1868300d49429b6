"""A subject's own word beside what the inspector found there next: where both judged the same thing, and differ.

It tells how far self-inspections can be relied on. Nothing follows from it by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.checklists import Checklist, asked

from .models import Inspection
from .queries import checklist_in, inspections_for

MOST = 5000
"""Subjects that are compared: those that inspected themselves last."""

NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Judged:
    """One matter in both records. `missed`: the inspector found fault where the subject had found none."""

    label: str
    own_failed: bool
    found_failed: bool

    @property
    def differs(self) -> bool:
        return self.own_failed != self.found_failed

    @property
    def missed(self) -> bool:
        return self.found_failed and not self.own_failed


@dataclass(frozen=True, slots=True)
class Pair:
    """A self-inspection, the first official inspection after it, and what both judged."""

    own: Inspection
    found: Inspection
    judged: Sequence[Judged]

    @property
    def differing(self) -> list[Judged]:
        return [one for one in self.judged if one.differs]


@dataclass(frozen=True, slots=True)
class Summary:
    """Sums over pairs. `agreement` and `seen` in percent, rounded down; None where there is nothing to compare."""

    subjects: int
    judged: int
    same: int
    faults: int
    missed: int

    @property
    def agreement(self) -> int | None:
        """Of what both judged, how much they judged alike."""
        return self.same * 100 // self.judged if self.judged else None

    @property
    def seen(self) -> int | None:
        """Of the faults that inspectors found, how many the subjects had found themselves."""
        return (self.faults - self.missed) * 100 // self.faults if self.faults else None


def pairs_in(actor: Actor, campaign: Campaign, *, path: str = "") -> list[Pair]:
    """The pairs of the campaign that the actor may see, those that differ most first. Four queries."""
    rows = inspections_for(actor).filter(campaign=campaign.pk)
    rows = rows.filter(path__under=path) if path else rows
    latest: dict[UUID, Inspection] = {}
    for row in rows.filter(self_made=True).order_by("-happened_at", "-pk")[: MOST * 2]:
        latest.setdefault(row.subject, row)
    chosen = dict(list(latest.items())[:MOST])
    after = rows.filter(self_made=False, subject__in=rows.filter(self_made=True).values("subject"))
    followed = _first_after(after.order_by("happened_at", "pk").iterator(), chosen)
    lists = _Lists(campaign)
    pairs = [
        Pair(own, followed[about], lists.judged(own, followed[about]))
        for about, own in chosen.items()
        if about in followed
    ]
    return sorted((pair for pair in pairs if pair.judged), key=lambda pair: -len(pair.differing))


def summary_of(pairs: Iterable[Pair]) -> Summary:
    pairs = list(pairs)
    judged = [one for pair in pairs for one in pair.judged]
    return Summary(
        subjects=len(pairs),
        judged=len(judged),
        same=sum(not one.differs for one in judged),
        faults=sum(one.found_failed for one in judged),
        missed=sum(one.missed for one in judged),
    )


def _first_after(rows: Iterable[Inspection], own: Mapping[UUID, Inspection]) -> dict[UUID, Inspection]:
    found: dict[UUID, Inspection] = {}
    for row in rows:
        before = own.get(row.subject)
        if before is not None and row.happened_at > before.happened_at:
            found.setdefault(row.subject, row)
    return found


class _Lists:
    """The checklists of a campaign in the versions that records were made with, each read once."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.names = {category.id: category.name for category in plan_of(campaign).categories}
        self.read: dict[tuple[str, str], Checklist | None] = {}

    def judged(self, own: Inspection, found: Inspection) -> list[Judged]:
        """What stands in both: by category where an item has one, else by the item's name."""
        mine, theirs = self._verdicts(own), self._verdicts(found)
        return [Judged(theirs[key][0], mine[key][1], theirs[key][1]) for key in theirs if key in mine]

    def _verdicts(self, row: Inspection) -> dict[str, tuple[str, bool]]:
        """{matter: (its words, whether any of its items failed)}."""
        key = (row.checklist, row.version)
        if key not in self.read:
            self.read[key] = checklist_in(self.campaign, *key)
        checklist = self.read[key]
        failed = {failure["item"] for failure in row.failures}
        found: dict[str, tuple[str, bool]] = {}
        for item in asked(checklist, row.answers) if checklist else ():
            answer = row.answers.get(item.name)
            if not item.judged or answer in (None, "", [], NOT_APPLICABLE):
                continue
            matter = item.category or item.name
            words, before = found.get(matter, (self.names.get(item.category, item.label), False))
            found[matter] = (words, before or item.name in failed)
        return found
