"""Writing the organisation: orgs and posts, each change an entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from taizhang.accounts.acts import Hand
from taizhang.accounts.models import User
from taizhang.accounts.sign_ins import end_all
from taizhang.core.ids import derived, uuid7
from taizhang.core.refusals import Refused
from taizhang.core.roles import APART, Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft

from .models import Org, Post


@dataclass(frozen=True, slots=True)
class NewOrg:
    """An org as a person names it: by code, under the code of its parent ("" for a root)."""

    code: str
    kind: str
    level: str
    name: str
    parent_code: str
    lat: float | None = None
    lng: float | None = None
    urban: str = ""


def set_orgs(wanted: Sequence[NewOrg], *, by: str, at: datetime, post: int | None = None) -> int:
    """Create orgs or correct existing ones (same code); parents may come in any order. Returns the number of changes.

    Raises KeyError when a parent's code is neither among `wanted` nor stored: the import checks that before.
    """
    stored = {org.code: org for org in Org.objects.all()}
    by_code = {org.code: org for org in wanted}
    numbers = {org.code: org.number for org in stored.values()}
    following = max(numbers.values(), default=0) + 1
    for org in wanted:
        if org.code not in numbers:
            numbers[org.code] = following
            following += 1
    paths: dict[str, str] = {}

    def path_of(code: str) -> str:
        if code not in paths:
            if code in by_code:
                parent = by_code[code].parent_code
                paths[code] = (path_of(parent) if parent else "") + f"{numbers[code]}/"
            else:
                paths[code] = stored[code].path
        return paths[code]

    drafts = []
    for org in wanted:
        body = {
            "number": numbers[org.code],
            "code": org.code,
            "kind": org.kind,
            "level": org.level,
            "name": org.name,
            "parent": numbers[org.parent_code] if org.parent_code else None,
            "path": path_of(org.code),
            "lat": org.lat,
            "lng": org.lng,
            "urban": org.urban,
        }
        if not _same(stored.get(org.code), body):
            drafts.append(_draft("org.set", derived("org", org.code), numbers[org.code], body, by, post, at))
    append(drafts, at=at)
    return len(drafts)


def _same(row: Org | Post | None, body: dict[str, Any]) -> bool:
    return row is not None and all(getattr(row, key) == value for key, value in body.items())


def _draft(kind: str, about: UUID, org: int, body: dict[str, Any], by: str, post: int | None, at: datetime) -> Draft:
    return Draft(kind=kind, about=about, actor=by, post=post, org=org, happened_at=at, body=body)


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be set up and filled."""

    org: Org
    role: Role
    user: int | None = None
    person: str = ""
    title: str = ""
    phone: str = ""
    subject: UUID | None = None


def set_posts(wanted: Iterable[NewPost], *, by: str, at: datetime, post: int | None = None) -> list[int]:
    """Set up posts; returns their numbers. Raises Refused("posts-apart")."""
    wanted = list(wanted)
    _demand_apart(wanted)
    following = (Post.objects.aggregate(top=Max("number"))["top"] or 0) + 1
    drafts = []
    for number, new in enumerate(wanted, start=following):
        body = {
            "number": number,
            "org": new.org.number,
            "path": new.org.path,
            "role": new.role,
            "title": new.title,
            "user": new.user,
            "person": new.person,
            "phone": new.phone,
            "subject": new.subject,
            "since": at.isoformat(),
        }
        drafts.append(_draft("post.set", uuid7(), new.org.number, body, by, post, at))
    append(drafts, at=at)
    return [int(draft.body["number"]) for draft in drafts]


def _demand_apart(wanted: Sequence[NewPost]) -> None:
    """Nobody gets a second one of the three offices of administration."""
    new = [(post.user, Role(post.role)) for post in wanted if post.user is not None and post.role in APART]
    held = Post.objects.filter(user__in={user for user, _ in new}, role__in=APART, until=None)
    seen = {user: {Role(role)} for user, role in held.values_list("user", "role")} if new else {}
    for user, role in new:
        if seen.setdefault(user, set()) - {role}:
            raise Refused("posts-apart")
        seen[user].add(role)


def correct_posts(wanted: Iterable[tuple[Post, str, str]], *, by: str, at: datetime, post: int | None = None) -> int:
    """New title and telephone for posts, given as (post, title, phone); who fills them stays. Returns how many."""
    drafts = []
    for row, title, phone in wanted:
        body = {
            "number": row.number,
            "org": row.org,
            "path": row.path,
            "role": row.role,
            "title": title,
            "user": row.user_id,
            "person": row.person,
            "phone": phone,
            "subject": row.subject,
            "since": row.since.isoformat(),
        }
        drafts.append(_draft("post.set", row.uid, row.org, body, by, post, at))
    append(drafts, at=at)
    return len(drafts)


def end_post(row: Post, *, by: str, at: datetime, reason: str = "", post: int | None = None) -> None:
    """The person leaves the post: access through it ends at once."""
    end_posts([row], by=by, at=at, reason=reason, post=post)


def end_posts(rows: Iterable[Post], *, by: str, at: datetime, reason: str = "", post: int | None = None) -> None:
    """Several people leave their posts; wherever they are signed in ends with it, whatever other posts they keep."""
    leaving, body = list(rows), {"until": at.isoformat(), "reason": reason}
    with transaction.atomic():
        append([_draft("post.ended", row.uid, row.org, body, by, post, at) for row in leaving], at=at)
        for user in User.objects.filter(pk__in={row.user_id for row in leaving if row.user_id}):
            end_all(user, by=Hand(by, post), at=at)


def close_org(org: Org, *, by: str, at: datetime, reason: str = "", post: int | None = None) -> None:
    """The org exists no longer. Raises Refused("org-in-use") while anything below it or a filled post remains."""
    below = Org.objects.filter(path__under=org.path, closed=False).exclude(number=org.number).count()
    filled = Post.objects.filter(org=org.number, until=None).count()
    if below or filled:
        raise Refused("org-in-use", f"{org.name}还有 {below} 个下级组织、{filled} 个在任岗位")
    append([_draft("org.closed", org.uid, org.number, {"reason": reason}, by, post, at)], at=at)
