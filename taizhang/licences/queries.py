"""Reading licences, always for an actor: what is held, what runs out, and who lacks one, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.plan import LicenceKind
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Post
from taizhang.orgs.queries import current_posts
from taizhang.subjects.masking import mask_name
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for

from .models import HOLDING, Licence


def licences_for(actor: Actor) -> QuerySet[Licence]:
    return visible(actor, Licence.objects.all())


def licence_for(actor: Actor, about: UUID) -> Licence:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = licences_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "证照")
    return row


def may_enter(actor: Actor, path: str) -> bool:
    """Who inspects at a place enters the papers that are shown there."""
    return actor.may(Power.INSPECT) and actor.covers(path)


def demanded_of(campaign: Campaign, subject: Subject) -> list[LicenceKind]:
    """The papers that the plan demands at a subject: its own, and those of the persons there."""
    plan = plan_of(campaign)
    return [
        kind
        for kind in plan.licences
        if kind.holder != "post"
        and any(one.id == subject.kind for one in plan.kinds_of(kind))
        and plan.concerns(kind, subject.fields)
    ]


def at_subjects(subjects: Iterable[UUID], actor: Actor) -> dict[UUID, list[Licence]]:
    """What is known at several subjects, the worst first, in one query."""
    found: dict[UUID, list[Licence]] = {}
    rows = licences_for(actor).filter(subject__in=list(subjects)).exclude(standing="ended")
    for row in rows.order_by("valid_until", "pk"):
        assert row.subject is not None
        found.setdefault(row.subject, []).append(row)
    return found


@dataclass(frozen=True, slots=True)
class Lack:
    """Somebody who should hold a paper and does not. `subject` or `post` is where to mend it."""

    licence: str
    holder: str
    why: str
    org: int
    path: str
    subject: UUID | None = None
    post: int | None = None


def lacking(actor: Actor, campaign: Campaign, kinds: Sequence[LicenceKind], *, at: datetime) -> Iterator[Lack]:
    """By name: who never had it, whose has lapsed, who was entered as lacking it."""
    for kind in kinds:
        rows = licences_for(actor).filter(campaign=campaign.pk, licence=kind.id)
        if kind.holder == "post":
            yield from _posts_without(actor, campaign, kind, rows, at)
        else:
            yield from _subjects_without(actor, campaign, kind, rows)


def _subjects_without(actor: Actor, campaign: Campaign, kind: LicenceKind, rows: QuerySet[Licence]) -> Iterator[Lack]:
    plan = plan_of(campaign)
    known: dict[UUID, list[Licence]] = {}
    for row in rows.exclude(standing="ended").order_by("person", "pk"):
        if row.subject is not None:
            known.setdefault(row.subject, []).append(row)
    kinds = [one.id for one in plan.kinds_of(kind)]
    subjects = subjects_for(actor).filter(kind__in=kinds, state="active", path__under=campaign.path)
    for subject in subjects.order_by("path", "pk").iterator(chunk_size=2000):
        if not plan.concerns(kind, subject.fields):
            continue
        held = known.get(subject.pk, [])
        if not held:
            why = "还没有登记" if kind.holder == "subject" else "还没有登记一名从业人员"
            yield Lack(kind.name, subject.name, why, subject.org, subject.path, subject.pk)
        for row in held:
            if row.standing not in HOLDING:
                holder = f"{subject.name} {mask_name(row.person)}".strip()
                yield Lack(kind.name, holder, _why(row), subject.org, subject.path, subject.pk)


def _posts_without(
    actor: Actor, campaign: Campaign, kind: LicenceKind, rows: QuerySet[Licence], at: datetime
) -> Iterator[Lack]:
    held = {row.post: row for row in rows.exclude(standing="ended") if row.post is not None}
    for post in demanded_posts(actor, campaign, kind, at=at):
        row = held.get(post.number)
        if row is None or row.standing not in HOLDING or row.person != post.person:
            why = _why(row) if row is not None and row.person == post.person else "还没有取得"
            yield Lack(kind.name, f"{post} {post.person}", why, post.org, post.path, post=post.number)


def demanded_posts(actor: Actor, campaign: Campaign, kind: LicenceKind, *, at: datetime) -> list[Post]:
    """The filled posts of the campaign that should hold it, within the actor's reach."""
    if actor.role is Role.OWNER or not actor.may(Power.VIEW):
        return []
    rows = current_posts(at).filter(role__in=[role.value for role in kind.roles], path__under=campaign.path)
    return list(rows.filter(path__under=actor.reach).exclude(person="").order_by("path", "number"))


def _why(row: Licence) -> str:
    if row.standing == "expired" and row.valid_until:
        return f"{row.valid_until:%Y-%m-%d} 已过期"
    return "没有"


def due_licences(now: datetime, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Licence]:
    """For the clock, of every scope: what falls due, oldest first."""
    rows = Licence.objects.filter(next_at__lte=now)
    if after is not None:
        rows = rows.filter(Q(next_at__gt=after[0]) | Q(next_at=after[0], pk__gt=after[1]))
    return list(rows.order_by("next_at", "pk")[:limit])
