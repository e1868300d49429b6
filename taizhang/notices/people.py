"""Who is told: those who fill a post now and can sign in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.roles import POWERS, Power, Role
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import parents
from taizhang.orgs.queries import current_posts

CHUNK = 500
"""Values in one IN list: below SQLite's limit on parameters."""

Value = TypeVar("Value", bound=Any)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person in the post for which they are told."""

    user: int
    post: int
    org: int
    role: Role

    def may(self, power: Power) -> bool:
        return power in POWERS[self.role]


def recipient(actor: Actor) -> Recipient:
    return Recipient(actor.user, actor.post, actor.org, actor.role)


def people_at(orgs: Iterable[int], *, at: datetime) -> Mapping[int, Sequence[Recipient]]:
    """{org: who fills its posts}, without subjects' owners; one query for each 500 orgs."""
    found: defaultdict[int, list[Recipient]] = defaultdict(list)
    for post in _filled("org", orgs, at, subject=None):
        found[post.org].append(_of(post))
    return found


def owners_of(subjects: Iterable[UUID], *, at: datetime) -> Mapping[UUID | None, Sequence[Recipient]]:
    """{subject: who answers for it}."""
    found: defaultdict[UUID | None, list[Recipient]] = defaultdict(list)
    for post in _filled("subject", subjects, at):
        found[post.subject].append(_of(post))
    return found


def in_posts(numbers: Iterable[int], *, at: datetime) -> list[Recipient]:
    return [_of(post) for post in _filled("number", numbers, at)]


def posts_of(users: Iterable[int], *, at: datetime) -> Mapping[int, Recipient]:
    """{person: in their first post}."""
    found: dict[int, Recipient] = {}
    for post in _filled("user", users, at):
        found.setdefault(_of(post).user, _of(post))
    return found


def nearest(people: Mapping[int, Sequence[Recipient]], path: str, power: Power) -> Sequence[Recipient]:
    """Of those at the places over a path the nearest who hold the power."""
    for org in reversed(parents(path)):
        if able := [one for one in people.get(org, ()) if one.may(power)]:
            return able
    return ()


def names_of(orgs: Iterable[int]) -> Mapping[int, str]:
    return {
        number: name
        for some in chunks(orgs)
        for number, name in Org.objects.filter(number__in=some).values_list("number", "name")
    }


def chunks(values: Iterable[Value]) -> Iterator[Sequence[Value]]:
    """Each value once, so many at a time as one query asks for."""
    every = sorted(set(values))
    return (every[start : start + CHUNK] for start in range(0, len(every), CHUNK))


def _filled(column: str, values: Iterable[Any], at: datetime, **more: Any) -> Iterable[Post]:
    for some in chunks(values):
        rows = current_posts(at).filter(**{f"{column}__in": some}, user__is_active=True, **more)
        yield from rows.order_by("number")


def _of(post: Post) -> Recipient:
    assert post.user_id is not None
    return Recipient(post.user_id, post.number, post.org, Role(post.role))
