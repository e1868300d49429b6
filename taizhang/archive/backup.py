"""A backup while everything runs: one file, of one moment, that any database can be restored from."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from taizhang.journal.models import StoredFile
from taizhang.journal.snapshot import snapshot

from .bag import BagWriter
from .tables import kept_tables, lines_of
from .verification import Standing, standing

FORMAT = "1"
"""Of the backup file. A later version that lays it out otherwise counts on."""

HOME_PARTS = ("packs", "bundles", "secret-key")
"""What else an installation owns below its home, beside the database and the files of entries."""

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backup:
    """What went in. `missing`: files whose bytes were not there to be kept."""

    standing: Standing
    rows: int
    files: int
    missing: list[str]


def make_backup(target: Path, *, at: datetime, told: Told = lambda stage: None) -> Backup:
    """Write the backup to `target`, which appears under its name when it is whole.

    Files are written before the entries that name them, and never changed: those of the snapshot are all there.
    Raises OSError where the disk refuses; nothing is left then.
    """
    counts: dict[str, int] = {}
    missing: list[str] = []
    with BagWriter(target, "taizhang-backup", at=at) as bag, snapshot():
        now = standing()
        for label, table in kept_tables().items():
            told(table._meta.label)
            counts[label] = 0
            with bag.open(f"tables/{label}.jsonl") as stream:
                for line in lines_of(table):
                    stream.write(line)
                    counts[label] += 1
        told("files")
        files = _add_files(bag, missing)
        _add_home(bag)
        about = {"tables": counts, "files": files, "missing": missing, "version": version("taizhang")}
        bag.add("backup.json", json.dumps(about, ensure_ascii=False, indent=1).encode())
        bag.finish(_info(now, at), {})
    return Backup(now, sum(counts.values()), files, missing)


def _info(now: Standing, at: datetime) -> dict[str, str]:
    return {
        "Taizhang-Backup": FORMAT,
        "Taizhang-Version": version("taizhang"),
        "Taizhang-Database": connection.vendor,
        "Bagging-Date": timezone.localdate(at).isoformat(),
        "Journal-Entries": str(now.entries),
        "Journal-Block": str(now.blocks),
        "Journal-Head": now.head,
    }


def _add_files(bag: BagWriter, missing: list[str]) -> int:
    count = 0
    for row in StoredFile.objects.order_by("sha256").iterator(chunk_size=2000):
        try:
            with default_storage.open(row.path) as stored:
                bag.add(f"{row.path}.bin", stored)  # type: ignore[arg-type]
            count += 1
        except FileNotFoundError:
            missing.append(row.sha256)
    return count


def _add_home(bag: BagWriter) -> None:
    home = Path(settings.HOME)
    for part in HOME_PARTS:
        whole = home / part
        paths = [whole] if whole.is_file() else sorted(path for path in whole.rglob("*") if path.is_file())
        for path in paths:
            if not path.name.startswith(".part-"):
                with path.open("rb") as stream:
                    bag.add(f"home/{path.relative_to(home).as_posix()}", stream)
