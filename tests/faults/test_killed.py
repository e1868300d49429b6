"""SIGKILL under load, workers that run twice: no acknowledged entry lost, none twice, nothing half-written."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import Any

import pytest

from taizhang.bench.killed import WRITER
from tests.installation import KINDS, Installation, Maker

COUNT = """
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org
import sys
ids = [str(one) for one in StoredEntry.objects.values_list("id", flat=True)]
print("entries", len(ids), len(set(ids)))
begun, ended = (StoredEntry.objects.filter(kind=kind).count() for kind in ("org.set", "org.closed"))
print("half", begun - ended)
print("open", Org.objects.filter(closed=False).count(), Org.objects.count())
print("ids", *ids)
"""


def counted(place: Installation) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in place.python(COUNT).splitlines()}


def killed_under_load(place: Installation, seed: int, *, batch: int) -> set[str]:
    """Let a writer work for a while, kill it at a moment of chance; returns the acknowledged ids."""
    process = place.start(str(WRITER), str(seed), str(batch))
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(random.Random(seed).uniform(0.2, 1.2))
    process.send_signal(signal.SIGKILL)
    said, complaints = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, complaints
    whole = said[: said.rfind("\n") + 1]
    return {one for line in whole.splitlines() for one in line.split()[1:]}


@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_any_moment_no_acknowledged_entry_is_lost_and_none_is_there_twice(
    installations: Maker, kind: str
) -> None:
    place = installations.migrated(kind)
    acknowledged: set[str] = set()
    for seed in range(1, 6):
        acknowledged |= killed_under_load(place, seed, batch=1 if seed % 2 else 20)
    found = counted(place)
    assert len(acknowledged) > 20
    assert acknowledged <= set(found["ids"])
    assert found["entries"][0] == found["entries"][1]
    assert found["half"] == ["0"] and found["open"][0] == "0", "a batch is there whole or not at all"
    assert not list(place.home.rglob(".part-*")) or _partial_files_are_unnamed(place)
    assert place.run("worker", "--once").returncode == 0
    verified = place.run("verify")
    assert verified.returncode == 0, verified.stdout


def _partial_files_are_unnamed(place: Installation) -> bool:
    """A killed process may leave a temporary file; under its name a file is whole."""
    said = place.run("verify", "--json")
    return '"findings": []' in said.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_rebuilding_after_a_kill_gives_the_same_states(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    killed_under_load(place, 7, batch=5)
    before = counted(place)
    assert place.run("rebuild").returncode == 0
    assert counted(place) == before


SEAL = """
import sys
from datetime import timedelta
from django.utils import timezone
from taizhang.journal.seal import seal
print("ready", flush=True)
sys.stdin.readline()
print(seal(at=timezone.now()))
"""


def together(place: Installation, code: str, processes: int) -> list[str]:
    """The answers of several processes that begin at the same moment."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"], env=place.environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )
        for _ in range(processes)
    ]  # fmt: skip
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=120) for process in running]
    assert all(process.returncode == 0 for process in running), answers
    return [said.strip() for said, _ in answers]


FILL = """
import sys
from tests.journal.entries import org_drafts
from django.utils import timezone
from taizhang.journal.append import append
append(org_drafts(timezone.now(), range(1000, 1000 + int(sys.argv[1]))), at=timezone.now())
"""


@pytest.mark.mission("C71")
@pytest.mark.parametrize("kind", KINDS)
def test_two_sealers_at_once_make_one_chain(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    place.python(FILL, "2100")
    blocks = [int(said) for said in together(place, SEAL, 3)]
    assert sum(blocks) == 3
    verified = place.run("verify")
    assert verified.returncode == 0 and "封签块 3 个" in verified.stdout, verified.stdout


SNAPSHOT = """
import subprocess, sys
from django.utils import timezone
from taizhang.journal.models import StoredEntry
from taizhang.journal.snapshot import snapshot
from taizhang.journal.verifying import chain_findings
with snapshot():
    assert StoredEntry.objects.count() == 100
    subprocess.run([sys.executable, "-c", sys.argv[1]], check=True)
    assert StoredEntry.objects.count() == 100, "one moment"
    assert list(chain_findings()) == []
assert StoredEntry.objects.count() == 200
print(len(list(chain_findings())))
"""
MEANWHILE = """
import django; django.setup()
from django.utils import timezone
from tests.journal.entries import org_drafts
from taizhang.journal.append import append
from taizhang.journal.seal import seal
append(org_drafts(timezone.now(), range(5000, 5100)), at=timezone.now())
seal(at=timezone.now())
"""


@pytest.mark.mission("C71")
@pytest.mark.parametrize("kind", KINDS)
def test_verifying_while_others_write_sees_one_moment_and_holds_nobody_up(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    place.python(FILL, "100")
    assert place.python(SNAPSHOT, MEANWHILE).strip() == "0"


TICK = """
import sys
from django.utils import timezone
from taizhang.workflows.clock import tick
from taizhang.reports.operations import sweep
from taizhang.journal.seal import seal
print("ready", flush=True)
sys.stdin.readline()
now = timezone.now()
tick(now=now); sweep(now=now); seal(at=now)
print("done")
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_that_runs_twice_at_once_writes_each_lapse_once(installations: Maker, kind: str) -> None:
    place = installations.migrated(kind)
    place.python(CAMPAIGN)
    assert together(place, TICK, 2) == ["done", "done"]
    said: Any = place.python(LAPSES).split()
    assert int(said[0]) > 0 and said[0] == said[1], "each lapse is there once"
    assert place.run("verify").returncode == 0


CAMPAIGN = """
from tests.cast import build_cast
from tests.reports.scene import build_scene, on, FIRST_GRID
scene = build_scene(build_cast(on(1, "09:00")))
for day in range(12, 20):
    scene.found(FIRST_GRID, on(day, "10:00"))
"""
LAPSES = """
from taizhang.core.entry import CLOCK
from taizhang.journal.models import StoredEntry
rows = list(StoredEntry.objects.filter(actor=CLOCK).values_list("kind", "about", "happened_at", "body"))
print(len(rows), len({repr(row) for row in rows}))
"""
