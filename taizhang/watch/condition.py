"""How the installation is, in figures: for readiness, for metrics and for the doctor alike."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from taizhang.journal.models import AsideEntry, Block, StoredEntry, StoredFile

from .models import Beat

LITTLE_SPACE = 1 << 30
NO_SPACE = 64 << 20
"""Below this nothing should be taken in any more: a photo and its records could fill the rest."""
BEHIND = timedelta(minutes=10)
"""A worker that runs seals within a minute and begins a job within a second."""
LATELY = timedelta(days=1)
SILENT = timedelta(minutes=3)
CLOCK_TOLERANCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Condition:
    """Ages in seconds; None where there is nothing of the kind."""

    entries: int
    unsealed: int
    oldest_unsealed: float | None
    blocks: int
    files: int
    asides: int
    jobs_waiting: int
    oldest_job: float | None
    jobs_failed: int
    worker_silent: float | None
    clock_behind: float
    """How far the last block was sealed after now: the clock went back."""
    free_bytes: int
    writable: bool

    @property
    def faults(self) -> list[str]:
        """What keeps it from being ready, in words of one line of a load balancer."""
        late = BEHIND.total_seconds()
        found = {
            "disk": self.free_bytes < NO_SPACE or not self.writable,
            "seal": (self.oldest_unsealed or 0) > late,
            "jobs": (self.oldest_job or 0) > late,
            "worker": self.worker_silent is not None and self.worker_silent > SILENT.total_seconds(),
            "clock": self.clock_behind > CLOCK_TOLERANCE.total_seconds(),
        }
        return [name for name, holds in found.items() if holds]


def condition(*, now: datetime) -> Condition:
    """Raises DatabaseError where there is no database."""
    unsealed = StoredEntry.objects.filter(block=None)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__gte=now - LATELY)
    sealed = Block.objects.order_by("-number").values_list("number", "sealed_at").first()
    return Condition(
        entries=StoredEntry.objects.aggregate(n=Max("position"))["n"] or 0,
        unsealed=unsealed.count(),
        oldest_unsealed=_age(now, unsealed.aggregate(at=Min("received_at"))["at"]),
        blocks=sealed[0] if sealed else 0,
        files=StoredFile.objects.count(),
        asides=AsideEntry.objects.filter(settled_at=None).count(),
        jobs_waiting=waiting.count(),
        oldest_job=_age(now, waiting.aggregate(at=Min("enqueued_at"))["at"]),
        jobs_failed=failed.count(),
        worker_silent=_age(now, Beat.objects.aggregate(at=Max("at"))["at"]),
        clock_behind=max(0.0, (sealed[1] - now).total_seconds()) if sealed else 0.0,
        free_bytes=shutil.disk_usage(settings.HOME).free,
        writable=os.access(settings.HOME, os.W_OK),
    )


def _age(now: datetime, at: datetime | None) -> float | None:
    return None if at is None else max(0.0, (now - at).total_seconds())
