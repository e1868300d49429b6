"""What a writer hands to the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from taizhang.core.ids import uuid7


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry before it is stored. `id` comes from the writer: a resend with the same id counts once."""

    kind: str
    about: UUID
    actor: str
    happened_at: datetime
    body: Mapping[str, Any]
    campaign: UUID | None = None
    org: int | None = None
    post: int | None = None
    device: str = ""
    seq: int = 0
    id: UUID = field(default_factory=uuid7)


class Fate(StrEnum):
    """What became of a draft."""

    APPENDED = "appended"
    KNOWN = "known"
    ASIDE = "aside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one draft; `refusal` and `detail` say why it was set aside or refused."""

    id: UUID
    fate: Fate
    refusal: str = ""
    detail: str = ""
