"""A worker says that it is alive, twice a minute."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from .models import Beat

EVERY = timedelta(seconds=30)
FORGOTTEN = timedelta(days=1)
"""A worker that has been silent for so long was stopped on purpose, or has another process by now."""


def beat(*, now: datetime) -> None:
    """Cheap to call in every round: most of the time it only reads."""
    worker = f"{socket.gethostname()[:100]}:{os.getpid()}"
    last = Beat.objects.filter(pk=worker).first()
    if last is not None and abs(now - last.at) < EVERY:
        return
    Beat.objects.update_or_create(worker=worker, defaults={"at": now})
    Beat.objects.filter(at__lt=now - FORGOTTEN).delete()
