"""Links with which a subject inspects itself and proves what it has mended: for a time, and only its own."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from taizhang.access.actor import Actor, actor_of_subject
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org

from .models import Subject, SubjectLink
from .queries import subject_for

DAYS = (7, 30, 90)
"""How long a link may be good for."""


def may_link(by: Actor, subject: Subject) -> bool:
    """Whoever may inspect it can hand it over on the spot."""
    return by.role is not Role.OWNER and by.may(Power.INSPECT) and by.covers(subject.path)


def make_link(*, by: Actor, at: datetime, subject: UUID, days: int) -> str:
    """A new link in place of the earlier one; returns its key, which is nowhere else.

    Raises Refused("unknown-thing" | "not-permitted" | "subject-gone" | "bad-body").
    """
    row = _linkable(by, subject)
    if days not in DAYS:
        raise Refused("bad-body", "请选择有效期")
    key = secrets.token_urlsafe(24)
    until = at + timedelta(days=days)
    with transaction.atomic():
        SubjectLink.objects.update_or_create(
            subject=row.pk, defaults={"digest": _digest(key), "made_at": at, "made_by": by.name, "until": until}
        )
        append([_draft("linked", row, by, at, {"until": until, "name": by.name})], at=at)
    return key


def revoke_link(*, by: Actor, at: datetime, subject: UUID) -> None:
    """The link is void from now on. Raises Refused("unknown-thing" | "not-permitted")."""
    row = _linkable(by, subject)
    with transaction.atomic():
        gone, _ = SubjectLink.objects.filter(subject=row.pk).delete()
        if not gone:
            raise Refused("unknown-thing", "没有正在使用的链接")
        append([_draft("unlinked", row, by, at, {"name": by.name})], at=at)


def link_of(subject: UUID, *, at: datetime) -> SubjectLink | None:
    """The link that is good now."""
    return SubjectLink.objects.filter(subject=subject, until__gt=at).first()


def actor_by_link(key: str, *, at: datetime) -> Actor:
    """Who holds the link. Raises Refused("link-void"): unknown, over, revoked, or its subject is gone."""
    link = SubjectLink.objects.filter(digest=_digest(key), until__gt=at).first()
    row = Subject.objects.filter(pk=link.subject, state="active").first() if link else None
    org = Org.objects.filter(number=row.org).first() if row else None
    if row is None or org is None:
        raise Refused("link-void")
    return actor_of_subject(row.pk, row.name[:60], row.path, org)


def _linkable(by: Actor, subject: UUID) -> Subject:
    row = subject_for(by, subject)
    if not may_link(by, row):
        raise Refused("not-permitted")
    return row


def _draft(verb: str, row: Subject, by: Actor, at: datetime, body: dict[str, object]) -> Draft:
    return Draft(
        kind=f"subject.{verb}", about=row.pk, org=row.org, actor=by.identity, post=by.post, happened_at=at, body=body
    )


def _digest(key: str) -> str:
    """The keys are random (192 bits): a plain digest keeps them."""
    return sha256(key.encode()).hexdigest()
