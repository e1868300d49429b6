"""Puts the state of an earlier version into an empty database: its migrations, its rows, its files."""

from __future__ import annotations

import base64
import gzip
import json
import sys
from pathlib import Path

import django

django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402


def main(source: Path) -> None:
    state = json.loads(gzip.decompress(source.read_bytes()))
    executor = MigrationExecutor(connection)
    then = executor.migrate(sorted(state["migrations"].items())).apps
    with transaction.atomic():
        for label, rows in state["rows"].items():
            model = then.get_model(label)
            fields = {field.attname: field for field in model._meta.concrete_fields}
            made = [model(**{name: fields[name].to_python(value) for name, value in row.items()}) for row in rows]
            model._default_manager.bulk_create(made)
        models = [then.get_model(label) for label in state["rows"]]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models):
                cursor.execute(statement)
    for digest, content in state["files"].items():
        default_storage.save(f"files/{digest[:2]}/{digest}", ContentFile(base64.b64decode(content)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
