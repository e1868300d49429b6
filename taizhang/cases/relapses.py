"""Relapse (反复发案): the same kind of problem at the same subject, found again after it had been put right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from taizhang.core.cases.steps import State

from .models import Case


class Finding(NamedTuple):
    """A problem of a category, found at a subject at a moment."""

    subject: UUID
    category: str
    at: datetime


def earlier_cases(findings: Iterable[Finding]) -> dict[Finding, UUID]:
    """The latest case about the same that had been struck off by then; one query for all findings."""
    wanted = list(findings)
    rows = Case.objects.filter(
        subject__in={one.subject for one in wanted}, category__in={one.category for one in wanted}, state=State.STRUCK
    )
    known: dict[tuple[UUID | None, str], list[tuple[datetime | None, UUID]]] = {}
    for subject, category, closed_at, about in rows.order_by("closed_at", "pk").values_list(
        "subject", "category", "closed_at", "pk"
    ):
        known.setdefault((subject, category), []).append((closed_at, about))
    found = {}
    for one in wanted:
        before = [about for closed, about in known.get((one.subject, one.category), ()) if closed and closed <= one.at]
        if before:
            found[one] = before[-1]
    return found
