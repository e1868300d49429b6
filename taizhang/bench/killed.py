"""The fault campaign: writers killed at moments of chance, and whether what they had acknowledged is there, once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from django.utils import timezone

from taizhang.journal.models import StoredEntry
from taizhang.journal.seal import seal
from taizhang.journal.verifying import chain_findings

from .toll import Toll

WRITER = Path(__file__).with_name("writer.py")


def toll(kills: int) -> Toll:
    """Kill so many writers one after the other, with batches of one and of twenty in turn, and count."""
    acknowledged: set[str] = set()
    for seed in range(1, kills + 1):
        acknowledged |= _killed(seed, batch=1 if seed % 2 else 20)
    seal(at=timezone.now())
    stored = Counter(str(one) for one in StoredEntry.objects.values_list("id", flat=True))
    mine = StoredEntry.objects.filter(actor="user:1", body__reason="并入")
    begun = StoredEntry.objects.filter(actor="user:1", kind="org.set", body__code__startswith="W")
    return Toll(
        kills=kills,
        acknowledged=len(acknowledged),
        lost=len(acknowledged - set(stored)),
        doubled=sum(count - 1 for count in stored.values()),
        halves=abs(begun.count() - mine.count()),
        broken=len(list(chain_findings())),
    )


def _killed(seed: int, *, batch: int) -> set[str]:
    """The ids that a writer had acknowledged before it was killed."""
    process = subprocess.Popen(
        [sys.executable, str(WRITER), str(seed), str(batch)], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(Random(seed).uniform(0.2, 1.5))  # noqa: S311 - a chance that comes again
    process.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=60)
    whole = said[: said.rfind("\n") + 1]  # a line that was cut off was not acknowledged
    return {one for line in whole.splitlines() for one in line.split()[1:]}
