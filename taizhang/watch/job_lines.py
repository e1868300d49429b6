"""One line in the log for each job that ended: which, how, how long; not with what it was asked."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks import TaskResult, TaskResultStatus
from django_tasks.signals import task_finished

log = logging.getLogger("taizhang.job")


def listen() -> None:
    task_finished.connect(_ended, dispatch_uid="taizhang.watch")


def _ended(sender: Any, task_result: TaskResult[Any], **_: Any) -> None:
    took = None
    if task_result.started_at and task_result.finished_at:
        took = round((task_result.finished_at - task_result.started_at).total_seconds() * 1000)
    facts = {
        "job": task_result.task.module_path,
        "id": str(task_result.id),
        "status": str(task_result.status),
        "ms": took,
    }
    failed = task_result.status == TaskResultStatus.FAILED
    log.log(logging.ERROR if failed else logging.INFO, "任务", extra={"facts": facts})
