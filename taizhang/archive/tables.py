"""Rows as lines of JSON, the same from every database: what a backup carries and a restoration reads.

Projections and figures are left out: they are made again from the journal.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from taizhang.journal.portable import storable
from taizhang.journal.projections import PROJECTIONS

LEFT_OUT = frozenset(
    {
        "auth.group", "auth.permission", "contenttypes.contenttype",  # made by every migration anew
        "sessions.session",  # people sign in again
        "django_tasks_database.dbtaskresult",  # a queue of this machine
        "tallies.tally",  # figures
        "search.indexed",  # what things are found by: made again with their rows
    }
)  # fmt: skip

Table = type[models.Model]


def kept_tables() -> dict[str, Table]:
    """{label: model} of everything that does not follow from the journal. A new table is kept unless it is named."""
    folded = {projection.model._meta.label_lower for projection in PROJECTIONS.values()}
    found = {model._meta.label_lower: model for model in apps.get_models() if model._meta.managed}
    return {label: model for label, model in sorted(found.items()) if label not in folded | LEFT_OUT}


def lines_of(table: Table) -> Iterator[bytes]:
    """One line for each row, in order of the key."""
    columns = table._meta.concrete_fields
    for row in table._default_manager.order_by("pk").iterator(chunk_size=2000):
        values = {column.attname: column.value_from_object(row) for column in columns}
        text = json.dumps(values, ensure_ascii=False, default=_text, separators=(",", ":"))
        if "\\u0000" in text or not storable(text):
            text = json.dumps(_cleaned(values), ensure_ascii=False, default=_text, separators=(",", ":"))
        yield text.encode() + b"\n"


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cleaned(value: Any) -> Any:
    """Without the few characters that not every database stores. Sealed entries hold none."""
    if isinstance(value, str):
        return value if storable(value) else value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_cleaned(key): _cleaned(part) for key, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list) else value


def rows_of(table: Table, lines: Iterable[bytes]) -> Iterator[models.Model]:
    """The rows again. Raises ValueError for a column that the table has not: another version wrote it."""
    columns = {column.attname: column for column in table._meta.concrete_fields}
    for line in lines:
        values = json.loads(line)
        if unknown := set(values) - set(columns):
            raise ValueError(f"{table._meta.label} 没有字段 {'、'.join(sorted(unknown))}")
        yield table(**{name: _value(columns[name], value) for name, value in values.items()})


def _value(column: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(column, models.JSONField):
        return value
    return getattr(column, "target_field", column).to_python(value)
