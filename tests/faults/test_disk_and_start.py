"""A disk that takes no more, a migration cut off half-way, a clock that goes back: nothing acknowledged is lost."""

from __future__ import annotations

import random
import resource
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from taizhang.bench.killed import WRITER
from taizhang.journal.append import append
from taizhang.journal.models import StoredEntry
from taizhang.journal.seal import PATIENCE, seal, unsealed_count
from taizhang.journal.verifying import chain_findings
from tests.cast import Cast
from tests.faults.test_killed import counted
from tests.installation import KINDS, Maker
from tests.journal.entries import org_drafts


def test_a_disk_that_is_full_loses_nothing_that_was_acknowledged(installations: Maker) -> None:
    place = installations.migrated("sqlite")
    most = (place.home / "taizhang.sqlite3").stat().st_size + 300_000

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [sys.executable, str(WRITER), "3", "5"], env=place.environment, cwd=place.home, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=240, preexec_fn=little_room,
    )  # fmt: skip
    assert done.returncode == 1 and "Error" in done.stderr
    acknowledged = {one for line in done.stdout.splitlines() if line.startswith("ack") for one in line.split()[1:]}
    found = counted(place)
    assert len(acknowledged) >= 10
    assert acknowledged <= set(found["ids"])
    assert found["entries"][0] == found["entries"][1] and found["half"] == ["0"]
    assert place.run("worker", "--once").returncode == 0
    verified = place.run("verify")
    assert verified.returncode == 0, verified.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_a_migration_cut_off_half_way_is_finished_by_the_next_start(installations: Maker, kind: str) -> None:
    place = installations.empty(kind)
    chance = random.Random(11)
    for _ in range(4):
        process = place.start("-m", "taizhang", "migrate")
        time.sleep(chance.uniform(0.5, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    done = place.run("migrate")
    assert done.returncode == 0, done.stderr
    assert place.run("doctor").stdout == "检查完毕：一切正常。\n"
    assert place.run("verify").returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_processes_that_start_at_once_on_an_empty_database_all_come_up(installations: Maker, kind: str) -> None:
    place = installations.empty(kind)
    starting = [place.start("-m", "taizhang", "migrate") for _ in range(3)]
    answers = [process.communicate(timeout=240) for process in starting]
    assert [process.returncode for process in starting] == [0, 0, 0], answers
    assert place.run("doctor").stdout == "检查完毕：一切正常。\n"


def test_a_clock_that_goes_back_neither_loses_nor_breaks_the_chain(cast: Cast, at: datetime) -> None:
    moments = [at, at - timedelta(days=1), at + timedelta(hours=2), at - timedelta(hours=5)]
    for number, moment in enumerate(moments):
        append(org_drafts(moment, range(900 + 3 * number, 903 + 3 * number)), at=moment)
        seal(at=moment, patience=PATIENCE)
    assert StoredEntry.objects.filter(kind="org.set", body__number__gte=900).count() == 12
    seal(at=at + timedelta(days=1), patience=PATIENCE)
    assert unsealed_count() == 0
    assert list(chain_findings()) == []
