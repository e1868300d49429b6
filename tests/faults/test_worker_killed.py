"""A worker killed while it seals or erases: the next one finishes, nothing is half done, nothing is done twice."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests.faults.test_killed import counted
from tests.installation import KINDS, Installation, Maker

MANY = """
from django.utils import timezone
from taizhang.journal.append import append
from tests.journal.entries import org_drafts
for start in range(0, 3000, 500):
    append(org_drafts(timezone.now(), range(10000 + start, 10500 + start)), at=timezone.now())
"""

ENDED = """
from datetime import timedelta
from taizhang.core.ids import repeatable_ids
from taizhang.journal.seal import seal
from taizhang.retention.operations import sweep
from taizhang.subjects.operations import NewSubject, add_subjects, close
from tests.cast import build_cast
from tests.loop.scene import BEGIN, PLAN, build_scene
rule = {"id": "shops", "what": "subjects", "days": 30, "notice": 1}
scene = build_scene(build_cast(BEGIN), {**PLAN, "retention": [rule]})
grid = scene.org("530199001001-01").number
new = [NewSubject(kind="restaurant", name=f"第{n}店", org=grid, phone=f"138{n:08}") for n in range(60)]
for about in add_subjects(new, by=scene.cast.office, at=BEGIN):
    close(by=scene.cast.office, at=BEGIN, subject=about, reason="停业")
sweep(now=BEGIN + timedelta(days=30))
seal(at=BEGIN + timedelta(days=30))
"""

ERASING = """
from datetime import timedelta
from taizhang.retention.operations import sweep
from tests.loop.scene import BEGIN
print("ready", flush=True)
sweep(now=BEGIN + timedelta(days=32))
"""

LEFT = """
from taizhang.journal.models import StoredEntry
from taizhang.subjects.models import Subject
bodies = [str(body) for body in StoredEntry.objects.filter(thing="subject").values_list("body", flat=True)]
print(sum("138000" in body for body in bodies), Subject.objects.exclude(phone="").count(),
      StoredEntry.objects.filter(kind="subject.erased").count(), StoredEntry.objects.filter(kind="expiry.done").count())
"""


def killed_at_chance(place: Installation, seed: int, *words: str, wait: tuple[float, float]) -> None:
    process = place.start(*words)
    time.sleep(random.Random(seed).uniform(*wait))
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.mission("C71")
def test_killed_while_it_seals_the_next_worker_finishes_one_chain(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    place.python(MANY)
    for seed in range(4):
        killed_at_chance(place, seed, "-m", "taizhang", "worker", "--once", wait=(1.0, 3.0))
    assert place.run("worker", "--once").returncode == 0
    found = counted(place)
    assert found["entries"][0] == found["entries"][1]
    verified = place.run("verify")
    assert verified.returncode == 0 and "等待封签" not in verified.stdout, verified.stdout


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.mission("C13")
def test_killed_while_it_erases_the_next_round_finishes_and_each_is_erased_once(
    installations: Maker, kind: str
) -> None:
    place = installations.migrated(kind)
    place.python(ENDED)
    for seed in range(3):
        process = place.start("-c", f"import django; django.setup()\n{ERASING}")
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(random.Random(seed).uniform(0.05, 0.4))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    place.python(ERASING)
    assert place.python(LEFT).split() == ["0", "0", "60", "60"]
    assert place.run("verify").returncode == 0
