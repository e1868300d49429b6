"""Installations of their own, each with a fresh home and database, driven from outside by processes.

SQLite always; PostgreSQL where the run is on it: a database of its own on the same server.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

PROJECT = Path(__file__).resolve().parents[1]
ON_POSTGRES = os.environ.get("TAIZHANG_TEST_DATABASE") == "postgres"
KINDS = ["sqlite", "postgres"] if ON_POSTGRES else ["sqlite"]


@dataclass
class Installation:
    """One home and its database."""

    home: Path
    url: str
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "HOME", "XDG_RUNTIME_DIR"}
        }
        own = {"TAIZHANG_HOME": str(self.home), "DATABASE_URL": self.url, "PYTHONPATH": str(PROJECT)}
        return {**kept, **own, "PYTHONWARNINGS": "error", "PYTHONIOENCODING": "utf-8", **self.more}

    def run(self, *words: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """`taizhang …` to its end."""
        return subprocess.run(
            [sys.executable, "-m", "taizhang", *words], env=self.environment, cwd=self.home, capture_output=True,
            text=True, check=False, encoding="utf-8", timeout=timeout,
        )  # fmt: skip

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Python with these words, its answers readable line by line."""
        return subprocess.Popen(
            [sys.executable, *words], env=self.environment, cwd=self.home, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip

    def python(self, code: str, *words: str) -> str:
        """What a script prints that runs within the installation."""
        process = self.start("-c", f"import django; django.setup()\n{code}", *words)
        said, complaints = process.communicate(timeout=240)
        assert process.returncode == 0, complaints
        return said


class Maker:
    """Makes installations from one that was migrated once, and takes them away again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.databases: list[str] = []
        self.templates: dict[str, Installation] = {}

    def migrated(self, kind: str) -> Installation:
        """A fresh installation whose tables exist and are empty."""
        if kind not in self.templates:
            self.templates[kind] = self.empty(kind)
            done = self.templates[kind].run("migrate")
            assert done.returncode == 0, done.stderr
        return self.empty(kind, like=self.templates[kind])

    def empty(self, kind: str, like: Installation | None = None) -> Installation:
        name = f"taizhang_{uuid4().hex[:12]}"
        home = self.folder / name
        home.mkdir()
        settings = {"DJANGO_SETTINGS_MODULE": "taizhang.config.settings"}
        if kind == "sqlite":
            if like:
                shutil.copy(like.home / "taizhang.sqlite3", home)
            return Installation(home, "", settings)
        self._execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {urlsplit(like.url).path[1:]}" if like else ""))
        self.databases.append(name)
        parts = urlsplit(os.environ["DATABASE_URL"])
        return Installation(home, urlunsplit(parts._replace(path=f"/{name}")), settings)

    def clear(self) -> None:
        for name in self.databases:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @staticmethod
    def _execute(statement: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]
