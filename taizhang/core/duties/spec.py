"""What duties are made of: places, subjects of the register, and the duty itself as it is owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from ..ladder import Rungs


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the organisation tree. `parent` is None, or outside the given places, at the top.

    It owes what falls due after `since` and begins by `until`; None is from the beginning, and to this day.
    """

    id: int
    kind: str
    level: str
    path: str
    name: str
    parent: int | None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RegisterItem:
    """A subject of the register: its kind, the place it lies in, its fields, since when and until when it is on it."""

    id: UUID
    kind: str
    place: int
    fields: Mapping[str, Any]
    added_at: datetime
    ended_at: datetime | None = None
    grades: tuple[tuple[datetime, str], ...] = ()
    """(from when on, colour of its gravest hazard, or "none"), earliest first; before the first it has none."""


@dataclass(frozen=True, slots=True)
class DutySpec:
    """One owed act.

    `place` is where it counts, `bearer` the org that owes it through its post with `role`; `period` names the
    stretch it is owed for ("2026-04-21", "2026-W17", a phase); `line` the unit whose line (条) it belongs to.
    It can be met from `opens_at` on, in time up to and including `due_at`.
    """

    id: UUID
    rule: str
    verb: str
    place: int
    bearer: int
    role: str
    subject: UUID | None
    period: str
    line: str
    opens_at: datetime
    due_at: datetime
    rungs: Rungs
    title: str
