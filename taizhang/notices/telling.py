"""Telling people: each thing once a person, many of a kind at once as one notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from taizhang.core.ids import uuid7

from .matters import MATTERS
from .models import Notice
from .people import Recipient

MOST_SINGLE = 5
"""More of one matter than this, told to one person in one round, come as one notice."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that one post is told. `key` names what happened: told again, it is known."""

    to: Recipient
    matter: str
    title: str
    key: str
    thing: str = ""
    about: UUID | None = None
    place: str = ""
    due_at: datetime | None = None
    rung: str = ""


def tell(tellings: Iterable[Telling], *, at: datetime) -> int:
    """Write what is not yet written; returns how many notices. Within a transaction of the caller, all or none."""
    groups: dict[tuple[int, str, str], dict[str, Telling]] = {}
    for one in tellings:
        groups.setdefault((one.to.user, one.matter, one.rung), {}).setdefault(one.key, one)
    rows = [row for group in groups.values() for row in _notices(list(group.values()), at)]
    return sum(_written(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))


def _written(rows: Sequence[Notice]) -> int:
    users, keys = {row.user_id for row in rows}, [row.key for row in rows]
    known = set(Notice.objects.filter(user__in=users, key__in=keys).values_list("user_id", "key"))
    fresh = [row for row in rows if (row.user_id, row.key) not in known]
    Notice.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _notices(group: Sequence[Telling], at: datetime) -> list[Notice]:
    if len(group) > MOST_SINGLE:
        return [_gathered(group, at)]
    return [
        Notice(
            id=uuid7(), user_id=one.to.user, post=one.to.post, org=one.to.org, key=_digest(one.key),
            matter=one.matter, title=one.title[:200], place=one.place[:120], due_at=one.due_at, rung=one.rung,
            thing=one.thing, about=one.about, at=at,
        )
        for one in group
    ]  # fmt: skip


def _gathered(group: Sequence[Telling], at: datetime) -> Notice:
    first, dues = group[0], [one.due_at for one in group if one.due_at]
    return Notice(
        id=uuid7(), user_id=first.to.user, post=first.to.post, org=first.to.org,
        key=_digest(*sorted(one.key for one in group)), matter=first.matter, rung=first.rung,
        title=MATTERS[first.matter].gathered.format(n=len(group)), due_at=min(dues, default=None), count=len(group),
        at=at,
    )  # fmt: skip


def _digest(*keys: str) -> str:
    return sha256("\n".join(keys).encode()).hexdigest()
