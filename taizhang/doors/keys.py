"""Making, using, counting and revoking the keys of other systems."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Sum

from taizhang.access.actor import Actor, actor_of_key
from taizhang.accounts.limits import waits
from taizhang.campaigns.models import Campaign
from taizhang.core.calendar import CHINA
from taizhang.core.ids import derived
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under

from .models import Key, KeyUse

LONGEST = timedelta(days=366)
PER_MINUTE = range(1, 6001)
MOST_CAMPAIGNS = 200
SEEN_EVERY = timedelta(minutes=1)
"""How often it is written down that a key was used: not at every request."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key lets its system do: `actor` goes through the one scope, the rest narrows what comes out of it."""

    key: int
    actor: Actor
    tables: frozenset[str]
    campaigns: tuple[UUID, ...]
    writes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """What an administrator chooses for a key."""

    name: str
    org: int
    tables: Sequence[str]
    campaigns: Sequence[UUID] = ()
    personal: bool = False
    writes: bool = False
    screen: bool = False
    per_minute: int = 120
    days: int = 180


def make_key(new: NewKey, *, by: Actor, at: datetime) -> str:
    """Returns the key, which is nowhere else. Raises Refused("bad-body" | "not-permitted" | "out-of-scope")."""
    org = Org.objects.filter(number=new.org, closed=False).first()
    by.demand(Power.SECURE, org.path if org else "")
    assert org is not None
    name = " ".join(new.name.split())[:60]
    _demand_whole(new, name)
    campaigns = {about: said for about, said in campaigns_within(by).items() if about in new.campaigns}
    if len(campaigns) != len(set(new.campaigns)):
        raise Refused("unknown-thing", "专项整治")
    if new.screen:
        _demand_figures(org, new.campaigns)
    key = "tz_" + secrets.token_urlsafe(32)
    expires = at + timedelta(days=new.days)
    with transaction.atomic():
        row = Key.objects.create(
            name=name, digest=_digest(key), start=key[:9], org=org.number, campaigns=list(map(str, campaigns)),
            tables=list(new.tables), personal=new.personal, writes=new.writes, screen=new.screen,
            per_minute=new.per_minute, made_at=at, made_by=by.identity, expires_at=expires,
        )  # fmt: skip
        body = {
            "key": name, "org_name": org.name, "tables": list(new.tables), "personal": new.personal,
            "campaigns": list(campaigns.values()), "writes": new.writes, "screen": new.screen,
            "per_minute": new.per_minute, "expires_on": f"{expires.astimezone(CHINA):%Y-%m-%d}",
        }  # fmt: skip
        _note("key.made", row, by, at, body)
    return key


def _demand_whole(new: NewKey, name: str) -> None:
    if not name:
        raise Refused("bad-body", "没有填写对方系统的名称")
    if new.screen and (new.tables or new.writes or new.personal or len(set(new.campaigns)) != 1):
        raise Refused("bad-body", "屏幕钥匙要选一项专项整治，而且只能看指挥屏，不能另给数据")
    if not new.screen and not new.tables and not new.writes:
        raise Refused("bad-body", "没有选择给对方哪些数据")
    if new.per_minute not in PER_MINUTE:
        raise Refused("bad-body", f"每分钟次数要在 {PER_MINUTE[0]} 到 {PER_MINUTE[-1]} 之间")
    if not 1 <= new.days <= LONGEST.days:
        raise Refused("bad-body", f"有效期要在 1 到 {LONGEST.days} 天之间")


def _demand_figures(org: Org, campaigns: Sequence[UUID]) -> None:
    """Before the link hangs on a wall: the place takes part in the campaign, the bureau leads a line of it."""
    row = Campaign.objects.get(pk=campaigns[0])
    area = org.kind == Org.AREA
    if not is_under(org.path, row.path) and not is_under(row.path, org.path):
        raise Refused("bad-body", f"{org.name}不在这项专项整治的范围里")
    if not area and org.number not in row.units.values():
        raise Refused("bad-body", f"{org.name}在这项专项整治里没有牵头的条线")


def revoke_key(*, by: Actor, key: int, at: datetime) -> None:
    """From this moment on it opens nothing. Raises Refused("unknown-thing") also for a key outside the reach."""
    by.demand(Power.SECURE)
    with transaction.atomic():
        row = keys_for(by).filter(pk=key, revoked_at=None).first()
        if row is None:
            raise Refused("unknown-thing", "没有这个密钥，或者已经停用")
        Key.objects.filter(pk=row.pk).update(revoked_at=at)
        _note("key.revoked", row, by, at, {"key": row.name})


def keys_for(by: Actor) -> QuerySet[Key]:
    """The keys of the administrator's or auditor's reach, those that are valid first."""
    if not (by.may(Power.SECURE) or by.may(Power.AUDIT)):
        return Key.objects.none()
    reach = Org.objects.filter(path__under=by.reach).values("number")
    return Key.objects.filter(org__in=reach).order_by(F("revoked_at").desc(nulls_first=True), "-made_at")


def campaigns_within(by: Actor) -> dict[UUID, str]:
    """Which campaigns a key can be narrowed to: by number and beginning, for who guards the keys sees no business."""
    rows = Campaign.objects.filter(path__under=by.reach).order_by("-started_at")
    found = rows.values_list("pk", "number", "started_at")[:MOST_CAMPAIGNS]
    return {about: f"{number}（{since.astimezone(CHINA):%Y-%m-%d}起）" for about, number, since in found}


def uses_since(keys: Sequence[Key], since: datetime) -> dict[int, list[tuple[str, int]]]:
    """{key: [(door, how often)]}; one query."""
    found: dict[int, list[tuple[str, int]]] = {}
    rows = KeyUse.objects.filter(key__in=keys, day__gte=since.astimezone(CHINA).date()).values("key", "door")
    for row in rows.annotate(total=Sum("count")).order_by("key", "-total"):
        found.setdefault(row["key"], []).append((row["door"], row["total"]))
    return found


def grant_of(key: str, *, at: datetime, screen: bool = False) -> tuple[Key, Grant] | None:
    """What the key opens at the doors, or at the command screen: never at both.

    None for one that is unknown, revoked, expired, or whose place is closed.
    """
    row = Key.objects.filter(digest=_digest(key), screen=screen).first() if key else None
    if row is None or not row.valid(at):
        return None
    org = Org.objects.filter(number=row.org, closed=False).first()
    if org is None:
        return None
    actor = actor_of_key(row.pk, row.name, org, _powers(row))
    return row, Grant(row.pk, actor, frozenset(row.tables), tuple(UUID(one) for one in row.campaigns), row.writes)


def _powers(row: Key) -> frozenset[Power]:
    """It looks, and where residents' reports are among its data it looks at them as a supervisor does."""
    more = ({Power.UNMASK} if row.personal else set()) | ({Power.SUPERVISE} if "tips" in row.tables else set())
    return frozenset({Power.VIEW, *more})


def count_use(row: Key, door: str, *, at: datetime) -> None:
    """Count one more use. Raises Refused("too-fast") for a key beyond its rate."""
    if wait := waits("key", str(row.pk), most=row.per_minute, span=60, at=at):
        raise Refused("too-fast", f"请 {wait} 秒后再试")
    day = at.astimezone(CHINA).date()
    with transaction.atomic():
        used = KeyUse.objects.filter(key=row, day=day, door=door)
        if not used.update(count=F("count") + 1):
            KeyUse.objects.bulk_create([KeyUse(key=row, day=day, door=door)], ignore_conflicts=True)
            used.update(count=F("count") + 1)
        if row.seen_at is None or at - row.seen_at > SEEN_EVERY:
            Key.objects.filter(pk=row.pk).update(seen_at=at)


def _note(kind: str, row: Key, by: Actor, at: datetime, body: dict[str, Any]) -> None:
    draft = Draft(
        kind=kind, about=derived("key", row.pk), org=row.org, actor=by.identity, post=by.post, happened_at=at, body=body
    )
    append([draft], at=at)


def _digest(key: str) -> str:
    """The keys are random (256 bits): a plain digest keeps them."""
    return sha256(key.encode()).hexdigest()
