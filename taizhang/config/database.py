"""The database: SQLite beside the data by default, PostgreSQL through DATABASE_URL; replicas of it to read from."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def database_settings(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for `postgresql://user:password@host:port/name?…`, `sqlite:///path`, or "" for the default.

    Raises ImproperlyConfigured for any other scheme.
    """
    if not url:
        return sqlite(home / "taizhang.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"DATABASE_URL 只支持 postgresql:// 和 sqlite://，收到的是 {parts.scheme}://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def replica_settings(urls: str) -> dict[str, dict[str, Any]]:
    """By alias, the read-only copies named by DATABASE_REPLICA_URL: several are parted by spaces.

    Sessions are read-only, whatever server the address leads to. Raises ImproperlyConfigured for what is no PostgreSQL.
    """
    found = {}
    for number, url in enumerate(urls.split(), 1):
        if urlsplit(url).scheme not in {"postgres", "postgresql"}:
            raise ImproperlyConfigured("DATABASE_REPLICA_URL 只支持 postgresql://，几个副本用空格分开")
        settings = database_settings(url, Path())
        options = settings["OPTIONS"]
        asked = options.get("options", "")
        options["options"] = f"{asked} -c default_transaction_read_only=on".strip()
        options.setdefault("connect_timeout", "2")
        found[f"replica-{number}"] = settings | {"TEST": {"MIRROR": "default"}}
    return found


def sqlite(path: Path) -> dict[str, Any]:
    """WAL, writers wait for each other instead of failing, and a commit is on the disk when it is answered."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 60,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }
