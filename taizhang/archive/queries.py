"""Reading the archive's runs, always for an actor."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power

from .models import ArchiveJob


def jobs_for(actor: Actor) -> QuerySet[ArchiveJob]:
    """Bundles and their verifications for who archives, within the scope; checks of the journal for auditors."""
    rows = ArchiveJob.objects.none()
    if actor.may(Power.ARCHIVE):
        rows = ArchiveJob.objects.filter(path__under=actor.reach).exclude(kind="check")
    elif actor.may(Power.AUDIT):
        rows = ArchiveJob.objects.filter(kind="check")
    return rows.order_by("-asked_at", "-pk")


def job_for(actor: Actor, about: UUID) -> ArchiveJob:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    job = jobs_for(actor).filter(pk=about).first()
    if job is None:
        raise Refused("unknown-thing")
    return job


def newest_bundles(actor: Actor, campaigns: list[UUID]) -> dict[UUID, ArchiveJob]:
    """The newest bundle of each campaign."""
    found: dict[UUID, ArchiveJob] = {}
    for job in jobs_for(actor).filter(kind="bundle", campaign__in=campaigns):
        found.setdefault(job.campaign, job)  # type: ignore[arg-type]
    return found
