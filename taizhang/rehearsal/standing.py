"""All states and figures as digests, to be compared; and the journal told again in another order."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from random import Random
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.journal.projections import PROJECTIONS
from taizhang.tallies.models import Tally

from .scratch import scratch_database

ROWS = 2000
TOGETHER = 40
"""Entries that arrive in one go when the journal is told again."""

GROUND = ("org", "post", "subject", "campaign")
"""What everything else stands on: it arrives first and in its own order."""

ARRIVAL = frozenset({"received_at"})
"""Columns that tell of the arrival itself."""


def standing(leave_out: Collection[str] = ()) -> dict[str, str]:
    """{table: digest} of all states and figures, row for row in a fixed order."""
    found = {
        projection.model.__name__: _digest_of(projection.model._default_manager.order_by("pk").values(), leave_out)
        for projection in PROJECTIONS.values()
    }
    keys = ("campaign", "org", "line", "measure", "day", "value")
    found["Tally"] = _digest_of(Tally.objects.exclude(value=0).order_by(*keys).values(*keys), leave_out)
    return found


def replayed(random: Random, at: datetime) -> list[str]:
    """The tables that come out otherwise when the same entries arrive shuffled in an empty database."""
    wanted = standing(ARRIVAL)
    entries = [_draft(row) for row in StoredEntry.objects.order_by("position").iterator(chunk_size=ROWS)]
    ground = [draft for draft in entries if draft.kind.partition(".")[0] in GROUND]
    rest = [draft for draft in entries if draft.kind.partition(".")[0] not in GROUND]
    random.shuffle(rest)
    with scratch_database():
        for draft in ground:
            append([draft], at=at, strict=False)
        for start in range(0, len(rest), TOGETHER):
            append(rest[start : start + TOGETHER], at=at, strict=False)
        found = standing(ARRIVAL)
    return sorted(name for name in wanted if wanted[name] != found[name])


def _draft(row: StoredEntry) -> Draft:
    return Draft(
        id=row.id, kind=row.kind, about=row.about, actor=row.actor, happened_at=row.happened_at, body=row.body,
        campaign=row.campaign, org=row.org, post=row.post, device=row.device, seq=row.seq,
    )  # fmt: skip


def _digest_of(rows: Any, leave_out: Collection[str]) -> str:
    total = sha256()
    for row in rows.iterator(chunk_size=ROWS):
        total.update(_form({name: value for name, value in row.items() if name not in leave_out}))
    return total.hexdigest()


def digest(value: Any) -> str:
    return sha256(_form(value)).hexdigest()


def _form(value: Any) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
