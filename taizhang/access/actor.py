"""The actor: a person acting in one post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from taizhang.core.refusals import Refused
from taizhang.core.roles import POWERS, Power, Role
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import is_under


@dataclass(frozen=True, slots=True)
class Actor:
    """`path` is where the post stands; `reach` the subtree that it covers (a bureau's is its area's).

    Another system acts by its `key`, with `powers` of its own in place of its role's.
    """

    user: int
    name: str
    post: int
    title: str
    org: int
    org_name: str
    path: str
    reach: str
    role: Role
    subject: UUID | None = None
    key: int = 0
    powers: frozenset[Power] | None = None

    @property
    def identity(self) -> str:
        """How the journal names the person: separation of duties goes by person, not by post.

        Who acts by a subject's link has no account: the subject itself is named.
        """
        if self.key:
            return f"key:{self.key}"
        return f"user:{self.user}" if self.user else f"subject:{self.subject}"

    def may(self, power: Power) -> bool:
        return power in (POWERS[self.role] if self.powers is None else self.powers)

    def covers(self, path: str) -> bool:
        return is_under(path, self.reach)

    def demand(self, power: Power, path: str | None = None) -> None:
        """Raises Refused("not-permitted" | "out-of-scope")."""
        if not self.may(power):
            raise Refused("not-permitted")
        if path is not None and not self.covers(path):
            raise Refused("out-of-scope")


def actor_of_subject(subject: UUID, name: str, path: str, org: Org) -> Actor:
    """Who holds the link of a subject: may do for it what its owner may, and nothing else."""
    return Actor(
        user=0, name=name, post=0, title=Role.OWNER.label, org=org.number, org_name=org.name, path=path, reach=path,
        role=Role.OWNER, subject=subject,
    )  # fmt: skip


def actor_of_key(key: int, name: str, org: Org, powers: frozenset[Power]) -> Actor:
    """Another system: at an area it covers the subtree as a leader does, at a body the line that the body leads."""
    area = org.kind == Org.AREA
    return Actor(
        user=0, name=name, post=0, title=name, org=org.number, org_name=org.name, path=org.path,
        reach=org.path if area else parent_path(org.path), role=Role.LEADER if area else Role.BUREAU, key=key,
        powers=powers,
    )  # fmt: skip


def actors_of(user: int, name: str, *, at: datetime) -> list[Actor]:
    """One actor for each post that the person fills at the moment, in order of the posts' numbers; one query."""
    held = [post for post in Post.objects.raw(_POSTS_OF, [user]) if post.since <= at]
    return [_actor(post, user, name) for post in held if post.until is None or post.until > at]


_POSTS_OF = """
    SELECT p.*, o.name AS org_name, o.kind AS org_kind FROM orgs_post p JOIN orgs_org o ON o.number = p.org
    WHERE p.user_id = %s ORDER BY p.number"""
"""Constant: every request asks it, and Django puts a statement together for longer than a database answers it."""


def actors_at(orgs: Iterable[int], *, subject: UUID | None, at: datetime) -> list[Actor]:
    """Everybody in office at these orgs, and who owns the subject; one query."""
    at_orgs = Q(org__in=list(orgs)) & Q(subject__isnull=True)
    owning = Q(subject=subject) if subject else Q(pk__in=())
    posts = Post.objects.filter(
        at_orgs | owning, Q(until__isnull=True) | Q(until__gt=at), since__lte=at, user__isnull=False
    )
    found = _with_orgs(posts.exclude(person="").order_by("number"))[:500]
    return [_actor(post, post.user_id or 0, post.person) for post in found if post.org_name]


def _with_orgs(posts: QuerySet[Post]) -> Any:
    """With the name and the kind of the org."""
    org = Org.objects.filter(number=OuterRef("org"))
    return posts.annotate(org_name=Subquery(org.values("name")[:1]), org_kind=Subquery(org.values("kind")[:1]))


def _actor(post: Any, user: int, name: str) -> Actor:
    role = Role(post.role)
    in_body = post.org_kind != Org.AREA
    return Actor(
        user=user,
        name=name,
        post=post.number,
        title=str(post),
        org=post.org,
        org_name=post.org_name,
        path=post.path,
        reach=parent_path(post.path) if in_body and role is not Role.OWNER else post.path,
        role=role,
        subject=post.subject,
    )


def parent_path(path: str) -> str:
    """The path one level up: "1/4/17/" → "1/4/". A root has none: ""."""
    head, _, _ = path.rstrip("/").rpartition("/")
    return head + "/" if head else ""
