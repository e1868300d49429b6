"""Long work that people start and may leave: imports, exports, bundles. Queued by django-tasks in the database."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from taizhang.imports.operations import resume_silent


def run_waiting(queue: str = "*") -> None:
    """Run every job that waits in the queue, one after the other; first of all, what died with another worker."""
    resume_silent(at=timezone.now())
    Worker(
        queue_names=[queue],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid4().hex,
        excluded_queue_names=[],
    ).run()
