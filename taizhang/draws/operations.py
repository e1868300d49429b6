"""Writing draws: announce, draw, cancel. That a visit took place follows from its inspection."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.draws import commitment_of, draw, list_digest
from taizhang.core.ids import uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import POWERS, Power, Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep
from taizhang.journal.seal import seal
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import is_under
from taizhang.subjects.naming import names_in_part
from taizhang.subjects.queries import Filter, subjects_for

from .models import Draw, Sealed
from .queries import block_of, draw_for, terms_of


def candidates(by: Actor, place: Org) -> list[Post]:
    """Posts that may be drawn as inspectors: filled, with the power to inspect, and covering the whole place."""
    roles = [role for role in Role if Power.INSPECT in POWERS[role]]
    posts = Post.objects.filter(path__under=by.reach, role__in=roles, until=None, user__isnull=False)
    return [post for post in posts.order_by("path", "number") if is_under(place.path, _reach(post))]


def _reach(post: Post) -> str:
    """A bureau's post covers the area that the bureau serves."""
    path = str(post.path)
    return path if post.role != Role.BUREAU else path.rstrip("/").rpartition("/")[0] + "/"


def announce(
    *,
    by: Actor,
    at: datetime,
    campaign: Campaign,
    place: Org,
    title: str,
    purpose: str,
    kinds: Sequence[str],
    wanted: int,
    team: int,
    posts: Sequence[int],
    duty: UUID | None = None,
    about: UUID | None = None,
) -> UUID:
    """Fix the list, commit to a seed, and seal both; returns the draw's id.

    `kinds` narrows the subjects drawn from, none is all. Raises Refused("not-permitted" | "out-of-scope" | "bad-body").
    """
    by.demand(Power.SUPERVISE, place.path)
    if not is_under(place.path, campaign.path):
        raise Refused("out-of-scope", place.name)
    rows = subjects_for(by, Filter(path=place.path))
    listed = sorted(str(pk) for pk, kind in rows.values_list("pk", "kind") if not kinds or kind in kinds)
    pool = [post for post in candidates(by, place) if post.number in set(posts)]
    _check(title, purpose, wanted, team, len(listed), len(pool))
    about, seed = about or uuid7(), secrets.token_hex(32)
    stored = keep(json.dumps(listed).encode(), media_type="application/json", at=at)
    body = {
        "path": place.path,
        "title": title.strip(),
        "purpose": purpose,
        "duty": duty,
        "wanted": wanted,
        "team": team,
        "pool": [{"post": post.number, "name": post.person, "title": str(post)} for post in pool],
        "listed": {"sha256": stored.sha256, "name": "名单.json", "media_type": "application/json"},
        "size": len(listed),
        "digest": list_digest(listed),
        "commitment": commitment_of(seed),
        "name": by.name,
    }
    with transaction.atomic():
        if Draw.objects.filter(pk=about).exists():
            return about
        append([_draft("announced", by, at, about, campaign.pk, place.number, body)], at=at)
        Sealed.objects.create(draw=about, seed=seed)
    seal(at=at)  # at once: the beacon is there when the person comes back to the page
    return about


def _check(title: str, purpose: str, wanted: int, team: int, subjects: int, inspectors: int) -> None:
    if not title.strip():
        raise Refused("bad-body", "请填写抽查名称")
    if purpose not in Draw.PURPOSES:
        raise Refused("bad-body", "请选择抽查方式")
    if not subjects:
        raise Refused("bad-body", "这个范围内没有可以抽取的对象")
    if not 1 <= wanted <= subjects:
        raise Refused("bad-body", f"抽取数量应在1到{subjects}之间")
    if not 1 <= team <= inspectors:
        raise Refused("bad-body", f"每组人数应在1到{inspectors}之间（已选检查人员{inspectors}名）")


def draw_now(*, by: Actor, at: datetime, about: UUID) -> None:
    """Draw, once the announcement is sealed. Raises Refused("draw-not-sealed" | "already-done" | …)."""
    with transaction.atomic():
        row = draw_for(by, about)
        if row.state != "announced":
            raise Refused("already-done")
        block, secret = block_of(row), Sealed.objects.filter(draw=about).first()
        if block is None:
            raise Refused("draw-not-sealed")
        if secret is None:
            raise Refused("not-now", "抽取种子已丢失，请取消后重新公示")
        picks = draw(secret.seed, block.hash, terms_of(row))
        names = names_in_part(by, (UUID(pick.subject) for pick in picks))
        body = {
            "seed": secret.seed,
            "block": block.number,
            "beacon": block.hash,
            "picks": [
                {"subject": pick.subject, "name": names.get(UUID(pick.subject), ""), "posts": list(pick.inspectors)}
                for pick in picks
            ],
            "name": by.name,
        }
        append([_draft("drawn", by, at, about, row.campaign, row.org, body)], at=at)
        secret.delete()


def cancel(*, by: Actor, at: datetime, about: UUID, reason: str) -> None:
    """Raises Refused("unknown-thing" | "reason-missing" | "not-now")."""
    row = draw_for(by, about)
    if not reason.strip():
        raise Refused("reason-missing")
    body = {"reason": reason.strip(), "name": by.name}
    append([_draft("cancelled", by, at, about, row.campaign, row.org, body)], at=at)


def _draft(verb: str, by: Actor, at: datetime, about: UUID, campaign: UUID, org: int, body: dict[str, Any]) -> Draft:
    return Draft(
        kind=f"draw.{verb}",
        about=about,
        campaign=campaign,
        org=org,
        actor=by.identity,
        post=by.post,
        happened_at=at,
        body=body,
    )
