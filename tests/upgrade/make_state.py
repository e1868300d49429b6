"""Makes the state of an earlier version that test_upgrade.py takes further. Run within a checkout of that version:

    git worktree add ../old 5d9b0e6 && cd ../old
    PYTHONPATH=$PWD TAIZHANG_HOME=$(mktemp -d) python …/tests/upgrade/make_state.py …/tests/upgrade/first.json.gz

and likewise 0.1.0.json.gz of 1e44f83, the last commit of 0.1.0.

Everything is invented and made by that version's own code: its scene of the archive, lapsed duties, sealed blocks.
"""

from __future__ import annotations

import base64
import gzip
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "taizhang.config.settings"
import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.serializers.json import DjangoJSONEncoder  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from taizhang.journal.files import content_of  # noqa: E402

LEFT_OUT = {"sessions.Session", "contenttypes.ContentType", "auth.Permission"}


class Encoder(DjangoJSONEncoder):
    def default(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()  # Django's own would cut off the microseconds, which are sealed
        return base64.b64encode(value).decode() if isinstance(value, bytes) else super().default(value)


def lived_through() -> None:
    from taizhang.journal.seal import seal
    from taizhang.subjects.operations import NewSubject, add_subjects, close, correct
    from taizhang.workflows.clock import tick
    from tests.archive.conftest import told
    from tests.cast import build_cast
    from tests.reports.scene import FIRST_GRID, build_scene, on

    scene = told(build_scene(build_cast(on(1, "09:00"))))
    office = scene.cast.office
    new = NewSubject(
        kind="restaurant",
        name="麦香面馆",
        org=scene.cast.orgs[FIRST_GRID].number,
        address="禾苗路1号",
        phone="13800000000",
    )
    [about] = add_subjects([new], by=office, at=on(14, "09:00"))
    correct(by=office, at=on(14, "10:00"), subject=about, changes={"address": "禾苗路2号"})
    close(by=office, at=on(15, "10:00"), subject=about, reason="停业")
    tick(now=on(20, "09:00"))
    seal(at=on(20, "10:00"))


def main(target: Path) -> None:
    call_command("migrate", verbosity=0)
    lived_through()
    leaves = dict(MigrationLoader(connection).graph.leaf_nodes())
    rows = {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label not in LEFT_OUT
    }
    for user in rows["accounts.User"]:
        user["password"] = "!"
    files = {row["sha256"]: base64.b64encode(content_of(row["sha256"])).decode() for row in rows["journal.StoredFile"]}
    state = {"files": files, "migrations": leaves, "rows": {label: found for label, found in rows.items() if found}}
    content = json.dumps(state, cls=Encoder, ensure_ascii=False, sort_keys=True).encode()
    with gzip.GzipFile(target, "wb", mtime=0) as file:
        file.write(content)
    print(target.stat().st_size, {label: len(found) for label, found in state["rows"].items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]))
