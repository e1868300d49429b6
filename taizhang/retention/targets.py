"""The things whose personal data expire, kind by kind: which have ended, whether one still has, and its erasing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import Q

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.cases.erasure import erase_case
from taizhang.cases.models import Case
from taizhang.core.plan.retention import Retention
from taizhang.imports.erasure import forget_upload
from taizhang.imports.models import Import
from taizhang.inspections.erasure import erase_inspection
from taizhang.inspections.models import Inspection
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.subjects.erasure import erase_values
from taizhang.subjects.kinds import kinds_at
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import names_in_part

Rules = list[tuple[Campaign, Retention]]


@dataclass(frozen=True, slots=True)
class Ended:
    """A thing that ended: where it belongs, and the rules that speak of it."""

    target: UUID
    org: int
    path: str
    ended_at: datetime
    rules: Rules


class Targets(Protocol):
    """One kind of thing."""

    def ended(self, rules: Rules, before: datetime) -> Iterator[Ended]:
        """What ended before the moment and is any rule's."""

    def find(self, target: UUID) -> tuple[datetime, str] | None:
        """When it ended and its path; None where it has not, or is no more."""

    def erase(self, target: UUID, rule: Retention, *, at: datetime, reason: str) -> int:
        """In how many entries there was something."""


class Subjects:
    def ended(self, rules: Rules, before: datetime) -> Iterator[Ended]:
        inside = Q(pk__in=())
        for campaign, _ in rules:
            inside |= Q(path__under=campaign.path)
        for row in Subject.objects.exclude(state="active").filter(inside, ended_at__lte=before).iterator(500):
            own = [(c, rule) for c, rule in rules if is_under(row.path, c.path) and rule.concerns(row.kind)]
            if own and row.ended_at is not None:
                yield Ended(row.pk, row.org, row.path, row.ended_at, own)

    def find(self, target: UUID) -> tuple[datetime, str] | None:
        row = Subject.objects.exclude(state="active").filter(pk=target).first()
        return (row.ended_at, row.path) if row and row.ended_at else None

    def erase(self, target: UUID, rule: Retention, *, at: datetime, reason: str) -> int:
        row = Subject.objects.get(pk=target)
        kind = kinds_at(row.path).get(row.kind)
        erased = erase_values(row, kind, at=at, reason=reason, privacy=rule.privacy)
        return erased + (_records_of(row, at=at, reason=reason) if rule.records else 0)


def _records_of(subject: Subject, *, at: datetime, reason: str) -> int:
    """The subject's own inspections and ended cases."""
    erased = 0
    campaigns: Mapping[UUID, Campaign] = Campaign.objects.in_bulk()
    for inspection in Inspection.objects.filter(subject=subject.pk).order_by("pk"):
        plan = plan_of(campaigns[inspection.campaign])
        erased += erase_inspection(inspection, plan, at=at, reason=reason)
    for case in Case.objects.filter(subject=subject.pk, open=False).order_by("pk"):
        erased += erase_case(case, at=at, reason=reason)
    return erased


class Cases:
    def ended(self, rules: Rules, before: datetime) -> Iterator[Ended]:
        own = {campaign.pk: [(campaign, rule)] for campaign, rule in rules}
        rows = Case.objects.filter(campaign__in=own, open=False, closed_at__lte=before)
        for row in rows.only("pk", "org", "path", "closed_at", "campaign").iterator(500):
            if row.closed_at is not None:
                yield Ended(row.pk, row.org, row.path, row.closed_at, own[row.campaign])

    def find(self, target: UUID) -> tuple[datetime, str] | None:
        row = Case.objects.filter(pk=target, open=False).first()
        return (row.closed_at, row.path) if row and row.closed_at else None

    def erase(self, target: UUID, rule: Retention, *, at: datetime, reason: str) -> int:
        return erase_case(Case.objects.get(pk=target), at=at, reason=reason)


class Uploads:
    def ended(self, rules: Rules, before: datetime) -> Iterator[Ended]:
        paths = dict(Org.objects.values_list("number", "path"))
        for row in Import.objects.filter(finished_at__lte=before).exclude(sha256="").iterator(500):
            path = paths.get(row.org, "")
            own = [(campaign, rule) for campaign, rule in rules if is_under(path, campaign.path)]
            if own and row.finished_at is not None:
                yield Ended(row.pk, row.org, path, row.finished_at, own)

    def find(self, target: UUID) -> tuple[datetime, str] | None:
        row = Import.objects.filter(pk=target, finished_at__isnull=False).exclude(sha256="").first()
        return (row.finished_at, "") if row and row.finished_at else None

    def erase(self, target: UUID, rule: Retention, *, at: datetime, reason: str) -> int:
        forget_upload(Import.objects.get(pk=target))
        return 1


TARGETS: Mapping[str, Targets] = {"subjects": Subjects(), "cases": Cases(), "uploads": Uploads()}


def names_of(actor: Actor, what: str, targets: Iterable[UUID]) -> dict[UUID, str]:
    """What a page calls them, read where they are: an expiry itself holds no name."""
    ids = list(targets)
    if what == "subjects":
        return names_in_part(actor, ids)
    if what == "cases":
        rows = Case.objects.filter(pk__in=ids).values_list("pk", "number", "title")
        return {pk: f"{number} {title}" for pk, number, title in rows}
    return dict(Import.objects.filter(pk__in=ids).values_list("pk", "file_name"))
