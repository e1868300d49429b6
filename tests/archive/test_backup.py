"""A backup made while people work, restored elsewhere and from either database to the other, verified by the chain."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest

from taizhang.archive.tables import LEFT_OUT, kept_tables
from tests.faults.test_killed import WRITER
from tests.installation import KINDS, Installation, Maker

FILL = """
from datetime import timedelta
from tests.archive.conftest import told
from tests.cast import build_cast
from tests.reports.scene import build_scene, on
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.seal import seal
from taizhang.core.ids import uuid7
from taizhang.journal.files import keep
import random
keep(random.Random(1).randbytes(200_000), media_type="application/pdf", at=on(13, "10:00"))
told(build_scene(build_cast(on(1, "09:00"))))
append([Draft("case.struck", uuid7(), "user:3", on(13, "19:00"), {})], at=on(13, "19:00"), strict=False)
seal(at=on(13, "20:00"))
append([Draft("org.closed", uuid7(), "user:3", on(13, "21:00"), {"reason": "重复"})], at=on(13, "21:00"), strict=False)
"""
CONTENT = """
import json
from django.apps import apps
from taizhang.archive.tables import LEFT_OUT, lines_of
found = {}
for model in apps.get_models():
    label = model._meta.label_lower
    if label not in LEFT_OUT:
        rows = [json.loads(line) for line in lines_of(model)]
        found[label] = sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)
from taizhang.tallies.models import Tally
figures = Tally.objects.exclude(value=0).values_list("campaign", "org", "line", "measure", "day", "value")
found["tallies"] = sorted(map(str, figures))
print(json.dumps(found))
"""


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, installations: Maker) -> Installation:
    """A campaign of two days with photos, reports, a record set aside, and one entry not yet sealed."""
    place = installations.migrated(request.param)
    place.python(FILL)
    (place.home / "packs/own").mkdir(parents=True)
    (place.home / "packs/own/plan.yaml").write_text("id: own\n", encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def backup(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "备份.zip"
    done = filled.run("backup", str(target))
    assert done.returncode == 0, done.stderr
    assert "已备份到" in done.stdout and "链头" in done.stdout
    return target


@pytest.mark.mission("C71")
@pytest.mark.parametrize("kind", KINDS)
def test_everything_comes_back_on_another_machine_and_in_the_other_database(
    filled: Installation, backup: Path, installations: Maker, kind: str
) -> None:
    place = installations.empty(kind)
    done = place.run("restore", str(backup))
    assert done.returncode == 0, done.stderr + done.stdout
    assert done.stdout.rstrip().endswith("核验完毕：全部相符。")
    before, after = json.loads(filled.python(CONTENT)), json.loads(place.python(CONTENT))
    assert set(before) == set(after)
    for label in before:
        assert before[label] == after[label], label
    assert before["journal.asideentry"] and before["journal.storedfile"] and before["tallies"]
    assert (place.home / "packs/own/plan.yaml").read_text(encoding="utf-8") == "id: own\n"
    assert (place.home / "secret-key").read_bytes() == (filled.home / "secret-key").read_bytes()
    if kind == "sqlite":
        assert (place.home / "secret-key").stat().st_mode & 0o077 == 0
    assert place.run("worker", "--once").returncode == 0, "work goes on, with numbers after the restored ones"
    assert place.run("verify").returncode == 0


def test_a_backup_is_a_bag_that_other_tools_can_check(backup: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(backup) as whole:
        whole.extractall(tmp_path)
    assert bagit.Bag(str(tmp_path / "taizhang-backup")).validate()
    assert backup.stat().st_mode & 0o077 == 0, "nobody else reads the accounts in it"


def test_a_backup_while_entries_stream_in_is_of_one_moment(filled: Installation, installations: Maker) -> None:
    place = installations.migrated("postgres" if filled.url else "sqlite")
    writer = place.start(str(WRITER), "9", "20")
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        time.sleep(0.5)
        target = place.home / "läuft.zip"
        done = place.run("backup", str(target), "--json")
        assert done.returncode == 0, done.stderr
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
    other = installations.empty("sqlite")
    restored = other.run("restore", str(target))
    assert restored.returncode == 0, restored.stdout + restored.stderr
    counts = other.python(
        "from taizhang.journal.models import StoredEntry as E\n"
        "print(*(E.objects.filter(kind=k).count() for k in ('org.set', 'org.closed')))"
    ).split()
    assert counts[0] == counts[1] != "0", "each batch is in it whole or not at all"


def test_what_holds_data_is_never_overwritten(filled: Installation, backup: Path) -> None:
    before = filled.python(CONTENT)
    done = filled.run("restore", str(backup))
    assert done.returncode == 1 and "已有数据" in done.stderr and "TAIZHANG_HOME" in done.stderr
    assert filled.python(CONTENT) == before
    again = filled.run("backup", str(backup))
    assert again.returncode == 1 and "不会被覆盖" in again.stderr


@pytest.fixture
def empty(filled: Installation, installations: Maker) -> Iterator[Installation]:
    place = installations.empty("postgres" if filled.url else "sqlite")
    yield place
    tables = place.run("verify")
    assert tables.returncode in {0, 2}, "nothing half-restored"


def _cut(path: Path) -> str:
    path.write_bytes(path.read_bytes()[:-2000])
    return "打不开"


def _flip(path: Path) -> str:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(bytes(content))
    return "备份不完整"


def _forge(path: Path) -> str:
    """An entry altered in the backup: the list of the bag tells."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_suffix(".new"), "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace("软管老化".encode(), "一切正常".encode()))
    path.with_suffix(".new").replace(path)
    return "文件被改动：data/tables/"


def _recipe(path: Path) -> str:
    path.write_text("红烧肉：先焯水")
    return "打不开"


def _other_zip(path: Path) -> str:
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("a/b.txt", "x")
    return "不是台账的备份文件"


@pytest.mark.parametrize("damage", [_cut, _flip, _forge, _recipe, _other_zip])
def test_a_damaged_backup_is_refused_before_anything_is_written(
    backup: Path, empty: Installation, tmp_path: Path, damage: object
) -> None:
    copy = Path(shutil.copy(backup, tmp_path / "坏.zip"))
    said = damage(copy)  # type: ignore[operator]
    done = empty.run("restore", str(copy))
    assert done.returncode == 1 and said in done.stderr, done.stderr


def _small_file_limit() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))


def test_a_disk_that_refuses_leaves_no_half_file(filled: Installation, tmp_path: Path) -> None:
    """A file that may not grow; and where we may mount one, a disk that is full."""
    done = subprocess.run(
        [sys.executable, "-m", "taizhang", "backup", str(tmp_path / "满.zip")], env=filled.environment,
        capture_output=True, text=True, encoding="utf-8", check=False, preexec_fn=_small_file_limit,
    )  # fmt: skip
    assert done.returncode == 1 and "没有留下不完整的文件" in done.stderr, done.stderr
    assert list(tmp_path.iterdir()) == []
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return
    try:
        done = filled.run("backup", str(tmp_path / "满.zip"))
        assert done.returncode == 1 and "磁盘空间不足" in done.stderr
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)


def test_a_lost_photo_is_named_and_the_rest_is_kept(installations: Maker, tmp_path: Path) -> None:
    place = installations.migrated("sqlite")
    place.python(FILL)
    photo = next(path for path in (place.home / "files").rglob("*") if path.is_file())
    photo.unlink()
    done = place.run("backup", str(tmp_path))
    assert done.returncode == 1 and f"缺少文件：{photo.name}" in done.stderr
    made = next(tmp_path.glob("台账备份-*.zip"))
    other = installations.empty("sqlite")
    restored = other.run("restore", str(made))
    assert restored.returncode == 1 and f"文件丢失：files/{photo.name[:2]}/{photo.name}" in restored.stdout


def test_every_table_is_either_in_the_backup_or_follows_from_the_journal() -> None:
    from django.apps import apps

    from taizhang.journal.projections import PROJECTIONS

    folded = {projection.model._meta.label_lower for projection in PROJECTIONS.values()}
    every = {model._meta.label_lower for model in apps.get_models()}
    assert every == set(kept_tables()) | folded | LEFT_OUT
    assert {"journal.storedentry", "journal.block", "journal.storedfile", "accounts.user"} <= set(kept_tables())
