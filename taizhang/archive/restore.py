"""Restoring a backup into an empty installation, whatever database it came from or goes to. All or nothing."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, models, transaction

from taizhang.core.refusals import Refused
from taizhang.journal.rebuild import rebuild

from . import verify_bundle
from .backup import FORMAT, HOME_PARTS
from .models import ArchiveJob
from .tables import Table, kept_tables, rows_of

BATCH = 500
Told = Callable[[str], None]


class BackupFile:
    """A backup that was checked from its first byte to its last before anything is written."""

    def __init__(self, path: Path) -> None:
        """Raises Refused("bad-file") for what is no backup, is damaged, or was written by a later version."""
        try:
            self._bag = verify_bundle.Archive(path)
            self._names = self._bag.names()
        except (OSError, zipfile.BadZipFile):
            raise Refused("bad-file", f"{path} 打不开，或不是备份文件") from None
        if self.info.get("Taizhang-Backup", "") == "":
            raise Refused("bad-file", f"{path} 不是台账的备份文件")
        if self.info["Taizhang-Backup"] != FORMAT:
            raise Refused("bad-file", f"备份由更新的版本 {self.info.get('Taizhang-Version')} 生成，请先升级台账")

    @property
    def info(self) -> dict[str, str]:
        if "bag-info.txt" not in self._names:
            return {}
        with self._bag.open("bag-info.txt") as stream:
            lines = stream.read().decode("utf-8", "replace").splitlines()
        return {key: value for key, _, value in (line.partition(": ") for line in lines)}

    def demand_whole(self) -> None:
        """Raises Refused("bad-file") that names the first part that is damaged."""
        try:
            found = next(verify_bundle.check_manifests(self._bag, self._names), "")
        except (zipfile.BadZipFile, OSError, EOFError, ValueError) as error:
            found = f"文件被截断或损坏（{error}）"
        if found:
            raise Refused("bad-file", f"备份不完整：{found}")

    def tables(self) -> dict[str, Table]:
        """Raises Refused("bad-file") for a table that this version does not know."""
        known = kept_tables()
        with self._bag.open("data/backup.json") as stream:
            counts = json.loads(stream.read())["tables"]
        if unknown := sorted(set(counts) - set(known)):
            raise Refused("bad-file", f"备份中有本版本不认识的表 {unknown[0]}，请用生成备份的版本恢复")
        return {label: known[label] for label in counts}

    def table(self, label: str) -> IO[bytes]:
        return self._bag.open(f"data/tables/{label}.jsonl")

    def below(self, folder: str) -> Iterator[tuple[str, IO[bytes]]]:
        """(path below data/, its bytes) of everything in a folder. No path leads out of it."""
        for name in sorted(self._names):
            path = PurePosixPath(name.removeprefix("data/"))
            if name.startswith(f"data/{folder}/") and ".." not in path.parts and not path.is_absolute():
                with self._bag.open(name) as stream:
                    yield str(path), stream


def holds_data() -> bool:
    """Whether the database that we are pointed at is already in use."""
    tables = set(connection.introspection.table_names())
    wanted = ("journal_storedentry", "accounts_user")
    with connection.cursor() as cursor:
        for name in wanted:
            if name in tables:
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - two names of our own
                if cursor.fetchone():
                    return True
    return False


def restore_backup(path: Path, *, at: datetime, migrate: Callable[[], None], told: Told = lambda stage: None) -> None:
    """Fill an empty installation from a backup and make the projections anew.

    Raises Refused("not-empty" | "bad-file"). A restoration that is broken off leaves an empty database: begin again.
    """
    backup = BackupFile(path)
    if holds_data():
        raise Refused("not-empty", str(connection.settings_dict["NAME"]))
    told("check")
    backup.demand_whole()
    migrate()
    tables = backup.tables()
    told("files")
    for name, stream in backup.below("files"):
        target = name.removesuffix(".bin")
        if not default_storage.exists(target):
            default_storage.save(target, File(stream))
    _put_home(backup)
    with transaction.atomic():
        for label, table in tables.items():
            told(table._meta.label)
            _fill(table, backup.table(label))
        _count_on(list(tables.values()))
        ArchiveJob.objects.filter(state__in=["waiting", "running"]).update(state="failed", stage="恢复之前没有完成")
        told("rebuild")
        rebuild(at=at)


def _fill(table: Table, stream: IO[bytes]) -> None:
    table._default_manager.all().delete()  # what a migration has put there comes again
    try:
        with stream:
            rows = rows_of(table, stream)
            while batch := list(islice(rows, BATCH)):
                table._default_manager.bulk_create(batch)
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("bad-file", f"备份与本版本不符：{error}") from None


def _count_on(tables: list[type[models.Model]]) -> None:
    """New rows get numbers after the restored ones."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)


def _put_home(backup: BackupFile) -> None:
    home = Path(settings.HOME)
    for name, stream in backup.below("home"):
        target = home / name.removeprefix("home/")
        if target.relative_to(home).parts[0] in HOME_PARTS:
            _put(stream, target)


def _put(stream: Any, target: Path) -> None:
    """Readable for the owner only: the secret key is among them."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            while chunk := stream.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
