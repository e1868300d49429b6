"""A disk that is full or read-only under uploads and exports; a clock that jumps ahead: said plainly, nothing lost."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from taizhang.bench.killed import WRITER
from taizhang.journal.append import append
from taizhang.journal.models import StoredEntry, StoredFile
from taizhang.journal.seal import seal, unsealed_count
from taizhang.journal.verifying import chain_findings
from tests.cast import Cast
from tests.installation import Installation, Maker
from tests.journal.entries import org_drafts
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import Scene, fresh, photo

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Nothing reaches the disk."""

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        yield patched


def left_over() -> list[Path]:
    return list(Path(settings.MEDIA_ROOT).rglob(".part-*"))


def test_a_photo_that_finds_no_room_is_told_and_what_was_typed_stays(scene: Scene, clock: Clock, full: Any) -> None:
    about = scene.found("hose", clock.now)
    person = scene.person("grid_worker")
    form = {**person.form(f"/ledger/{about}/?step=fixed_on_spot"), "reason": "换了软管", "entry": fresh()}
    page = f"/ledger/{about}/?step=fixed_on_spot"
    said = person.send(about, "fixed_on_spot", **{**form, "photos": [photo(colour="#123456")], "back": page})
    assert "磁盘满了" in said and "换了软管" in said
    assert scene.state(about).state == "filed" and StoredFile.objects.count() == 0 and left_over() == []
    full.undo()
    person.send(about, "fixed_on_spot", **{**form, "photos": [photo()], "back": page})
    assert scene.state(about).state == "rectified" and StoredFile.objects.count() == 1


def test_an_excel_file_that_finds_no_room_is_told(office: Client, full: Any, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["名称", "地址"])
    book.save(tmp_path / "a.xlsx")
    with (tmp_path / "a.xlsx").open("rb") as file:
        answer = office.post("/register/import/", {"file": file, "back": "/register/import/"}, follow=True)
    assert "磁盘满了" in answer.content.decode() and StoredFile.objects.count() == 0 and left_over() == []


@pytest.fixture
def read_only(installations: Maker) -> Iterator[Installation]:
    """An installation whose folder may be read and not written."""
    like = installations.migrated("sqlite")
    like.run("doctor")
    home = Path(tempfile.mkdtemp(prefix="taizhang-read-only-"))
    shutil.copytree(like.home, home, dirs_exist_ok=True)
    for path in [home, *home.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield Installation(home, "", like.more)
    for path in [home, *home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(home)


def without_privilege() -> None:
    """Root may write everywhere; whoever runs a service may not. What is started next lacks that one capability."""
    if os.geteuid() == 0:
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def ran(place: Installation, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], env=place.environment, cwd="/", capture_output=True, text=True, encoding="utf-8",
        check=False, timeout=240, preexec_fn=without_privilege,
    )  # fmt: skip


def test_a_read_only_disk_is_named_and_acknowledges_nothing(read_only: Installation) -> None:
    doctor = ran(read_only, "-m", "taizhang", "doctor")
    assert doctor.returncode == 1 and "不能写入" in doctor.stdout and "磁盘是否只读" in doctor.stdout, doctor.stderr
    writer = ran(read_only, str(WRITER), "1", "2")
    assert writer.returncode == 1 and "ack" not in writer.stdout
    for path in [read_only.home, *read_only.home.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert read_only.run("worker", "--once").returncode == 0
    assert read_only.run("verify").returncode == 0


def test_a_clock_that_jumps_ahead_and_back_neither_loses_nor_breaks_the_chain(cast: Cast, at: datetime) -> None:
    moments = [at, at + timedelta(days=400), at + timedelta(hours=1), at + timedelta(hours=2)]
    for number, moment in enumerate(moments):
        append(org_drafts(moment, range(900 + 3 * number, 903 + 3 * number)), at=moment)
        seal(at=moment)
    assert StoredEntry.objects.filter(kind="org.set", body__number__gte=900).count() == 12
    assert unsealed_count() == 0 and list(chain_findings()) == []
