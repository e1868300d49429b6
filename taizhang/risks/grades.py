"""The grade of subjects over time: that of the gravest hazard that stands, from the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from taizhang.core.risk import Colour
from taizhang.journal.models import StoredEntry

from .events import graded

FEW = 50
"""So many subjects are looked up one by one; of more all hazards of the campaign are read."""
NONE = "none"


def grades_of(campaign: UUID, subjects: Iterable[UUID]) -> dict[UUID, tuple[tuple[datetime, str], ...]]:
    """{subject: (from when on, colour or "none")}, only where it changes; subjects never graded are left out.

    From the journal alone: a rebuild makes duties before it makes the register of risks.
    """
    wanted = {str(subject): subject for subject in subjects}
    held, entries = _hazards(campaign, wanted)
    standing: dict[UUID, dict[UUID, Colour]] = {}
    found: dict[UUID, list[tuple[datetime, str]]] = {}
    for entry in sorted(entries, key=lambda one: (one.happened_at, one.id)):
        subject = held[entry.about]
        now = standing.setdefault(subject, {})
        if entry.kind == "risk.assessed":
            _, now[entry.about] = graded(entry.body)
        else:
            now.pop(entry.about, None)
        gravest = next((colour.value for colour in Colour if colour in now.values()), NONE)
        changes = found.setdefault(subject, [])
        if not changes or changes[-1][1] != gravest:
            changes.append((entry.happened_at, gravest))
    return {subject: tuple(changes) for subject, changes in found.items()}


def _hazards(campaign: UUID, wanted: Mapping[str, UUID]) -> tuple[dict[UUID, UUID], list[StoredEntry]]:
    """({hazard: subject}, their entries)."""
    rows = StoredEntry.objects.filter(kind="risk.assessed", campaign=campaign)
    if len(wanted) <= FEW:
        rows = rows.filter(body__subject__in=list(wanted))
    assessed = [entry for entry in rows if entry.body["subject"] in wanted]
    held = {entry.about: wanted[entry.body["subject"]] for entry in assessed}
    ended = StoredEntry.objects.filter(kind="risk.ended", campaign=campaign)
    return held, [*assessed, *(entry for entry in ended if entry.about in held)]
