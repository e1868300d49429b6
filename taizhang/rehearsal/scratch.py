"""A database and a files folder that live as long as a rehearsal: never the user's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import override_settings

ALIAS = "default"


@contextmanager
def scratch_database() -> Iterator[None]:
    """Within it everything is stored in an empty database that vanishes afterwards.

    On SQLite a file in a temporary folder, on PostgreSQL a database of its own on the same server. Meant for a process
    that does nothing else meanwhile. Raises django.db.Error where the server lets us make no database.
    """
    outer = connections[ALIAS]
    name = settings.DATABASES[ALIAS]["NAME"]
    with tempfile.TemporaryDirectory(prefix="taizhang-rehearsal-") as folder:
        inner = _fresh(outer, Path(folder))
        connections[ALIAS] = inner
        try:
            with override_settings(MEDIA_ROOT=folder):
                inner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                try:
                    yield
                finally:
                    inner.creation.destroy_test_db(str(name), verbosity=0)
        finally:
            inner.close()
            connections[ALIAS] = outer
            settings.DATABASES[ALIAS]["NAME"] = name
            ContentType.objects.clear_cache()


def _fresh(outer: BaseDatabaseWrapper, folder: Path) -> BaseDatabaseWrapper:
    """A connection like the configured one, to a database that need not survive a power cut."""
    wanted = deepcopy(outer.settings_dict)
    if outer.vendor == "sqlite":
        wanted["TEST"] = {**wanted.get("TEST", {}), "NAME": str(folder / "rehearsal.sqlite3")}
        wanted["OPTIONS"] = {**wanted["OPTIONS"], "init_command": "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"}
    else:
        wanted["TEST"] = {**wanted.get("TEST", {}), "NAME": f"taizhang_rehearsal_{uuid4().hex[:12]}"}
        wanted["OPTIONS"] = {**wanted["OPTIONS"], "options": "-c synchronous_commit=off"}
    return type(outer)(wanted, ALIAS)
