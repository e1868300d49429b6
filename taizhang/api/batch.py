"""What a phone sends and what it is answered: a batch of entries, a receipt for each."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

LARGEST_INT = 2**31 - 1


class SentEntry(Schema):
    """One fact as a phone wrote it down. `happened_at` is by the phone's clock; `seq` counts the phone's entries."""

    id: UUID
    kind: Annotated[str, StringConstraints(max_length=60)]
    about: UUID
    happened_at: AwareDatetime
    body: dict[str, Any]
    campaign: UUID | None = None
    org: int | None = Field(None, ge=0, le=LARGEST_INT)
    post: int | None = Field(None, ge=0, le=LARGEST_INT)
    seq: int = Field(0, ge=0, le=2**53)


class Batch(Schema):
    """What a phone sends. `sent_at` is by its clock too: so we learn how far it is off.

    What is no entry comes through as a dict, so that it is refused alone and stops no other.
    """

    device: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    sent_at: AwareDatetime
    entries: list[Annotated[SentEntry | dict[str, Any], Field(union_mode="left_to_right")]] = Field(max_length=200)


class Receipt(Schema):
    """What became of one entry.

    `fate`: appended, known (had arrived before), aside (kept, a person will settle it), refused (kept for a person, not
    in the journal), later (try again). `missing` names the files that have not arrived yet.
    """

    id: str
    fate: str
    code: str = ""
    message: str = ""
    remedy: str = ""
    detail: str = ""
    missing: list[str] = []


class Receipts(Schema):
    """`clock_offset`: by how many seconds the phone's clock is behind ours (negative: ahead)."""

    received_at: datetime
    clock_offset: float
    receipts: list[Receipt]
