"""Fields of a subject that follow from what is written down elsewhere: a paper held, land handed on."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def corrections(entries: Sequence[Entry], name: str, *, reason: str) -> list[Draft]:
    """One for each entry that names changes; `name` keeps the ids of different sources apart."""
    return [
        Draft(
            id=derived(name, entry.id), kind="subject.corrected", about=UUID(entry.body["subject"]),
            org=entry.org, actor=entry.actor, post=entry.post, happened_at=entry.happened_at,
            body={"changes": entry.body["changes"], "reason": reason, "source": ""},
        )
        for entry in entries
        if entry.body.get("changes")
    ]  # fmt: skip
