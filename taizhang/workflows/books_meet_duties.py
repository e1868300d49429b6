"""A line in a register meets the duty that asks for it; a line withdrawn makes it owed again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from taizhang.core.entry import Entry
from taizhang.core.ids import derived
from taizhang.journal.drafts import Draft


def meet_duties_by_line(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    """The duty that the line was written for, and those for which it was the last to be followed up."""
    return [
        _about(duty, "duty.met", entry, {"by": entry.about, "name": entry.body.get("name", "")})
        for entry in entries
        for duty in _meant(entry.body)
    ]


def _meant(body: Mapping[str, Any]) -> Iterator[UUID]:
    if body.get("duty"):
        yield UUID(body["duty"])
    yield from (UUID(duty) for duty in body.get("settles", ()))


def owe_again_when_withdrawn(entries: Sequence[Entry], at: datetime) -> list[Draft]:
    return [
        _about(
            UUID(entry.body["reopens"]), "duty.reopened", entry,
            {
                "reason": f"登记作废：{entry.body['reason']}"[:2000], "name": entry.body.get("name", ""),
                "by": entry.about,
            },
        )
        for entry in entries
        if entry.body.get("reopens")
    ]  # fmt: skip


def _about(duty: UUID, kind: str, entry: Entry, body: Mapping[str, Any]) -> Draft:
    return Draft(
        id=derived(kind, duty, entry.id), kind=kind, about=duty, campaign=entry.campaign, org=entry.org,
        actor=entry.actor, post=entry.post, happened_at=entry.happened_at, body=body,
    )  # fmt: skip
