"""Folds of orgs and posts: the last word counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from taizhang.core.entry import Entry, SetAside
from taizhang.core.roles import Role
from taizhang.journal.projections import Folded, Projection, register
from taizhang.search.words import Found

from .models import Org, Post


class OrgProjection(Projection[Org]):
    thing = "org"
    model = Org

    def fold(self, about: UUID, entries: Sequence[Entry], before: Org | None) -> Folded[Org]:
        row: Org | None = None
        aside = []
        for entry in entries:
            if entry.verb == "set":
                row = Org(uid=about, since=row.since if row else entry.happened_at, **entry.body)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            else:
                row.closed, row.until = True, entry.happened_at
        return Folded(row, aside)

    def found(self, row: Org) -> Found | None:
        return None if row.closed else Found(row.path, names=(row.name,), numbers=(row.code,))


class PostProjection(Projection[Post]):
    thing = "post"
    model = Post

    def fold(self, about: UUID, entries: Sequence[Entry], before: Post | None) -> Folded[Post]:
        row: Post | None = None
        aside = []
        for entry in entries:
            if entry.verb == "set":
                body = dict(entry.body)
                user = body.pop("user", None)
                body["since"] = datetime.fromisoformat(body["since"])
                body["subject"] = UUID(body["subject"]) if body.get("subject") else None
                row = Post(uid=about, user_id=user, until=None, **body)
            elif row is None:
                aside.append(SetAside(entry.id, "not-begun"))
            else:
                row.until = datetime.fromisoformat(entry.body["until"])
        return Folded(row, aside)

    def found(self, row: Post) -> Found | None:
        """Who holds it now. A shopkeeper is a contact of the register and found there, protected as the register is."""
        if row.until is not None or not row.person or row.role == Role.OWNER:
            return None
        return Found(row.path, names=(row.person,), texts=(str(row),), guarded=(row.phone,))


register(OrgProjection())
register(PostProjection())
