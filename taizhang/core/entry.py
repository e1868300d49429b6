"""The entry: one fact, as it stands in the journal and as every fold sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact about one thing.

    `kind` is "thing.verb" ("case.assigned"); `about` is the thing. `happened_at` is when it happened where it
    happened, `received_at` when it reached us. `actor` names who did it: "user:7", "subject:<uuid>", "public" or
    "clock"; `post` is the post in whose name. `org` is the place where it counts.
    """

    id: UUID
    kind: str
    about: UUID
    campaign: UUID | None
    org: int | None
    actor: str
    post: int | None
    happened_at: datetime
    received_at: datetime
    body: Mapping[str, Any]

    @property
    def thing(self) -> str:
        return self.kind.partition(".")[0]

    @property
    def verb(self) -> str:
        return self.kind.partition(".")[2]


def canonical(entries: Iterable[Entry]) -> list[Entry]:
    """The one order in which a thing's entries are folded, whatever order they arrived in."""
    return sorted(entries, key=lambda entry: (entry.happened_at, entry.id))


@dataclass(frozen=True, slots=True)
class SetAside:
    """An entry that could not apply to its thing, and the refusal (core.refusals) that says why."""

    entry: UUID
    refusal: str
    detail: str = ""


CLOCK = "clock"
"""The actor of entries that time itself writes (a deadline passed)."""
