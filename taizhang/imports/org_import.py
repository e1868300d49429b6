"""An organisation on its way in: both sheets assessed against the stored tree; then all of it written, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction

from taizhang.access.actor import Actor
from taizhang.accounts.operations import NewAccount, open_accounts
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, correct_posts, end_posts, set_orgs, set_posts
from taizhang.orgs.paths import parents
from taizhang.orgs.queries import within

from .findings import Finding
from .org_rows import OrgRow, OrgSheet
from .org_targets import ORGS, POSTS
from .post_rows import PostSheet
from .tabular import Row


@dataclass(slots=True)
class AssessedOrgs:
    """What the two sheets lead to."""

    orgs: list[NewOrg]
    posts: PostSheet
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


Sheet = tuple[Iterable[Row], Sequence[str], Sequence[str]]
"""Rows below the head, the heads, and what each column means."""

_NO_SHEET: Sheet = ((), (), ())


def assess_orgs(sheets: Mapping[str, Sheet], *, by: Actor, at: datetime) -> AssessedOrgs:
    """Nothing is written. `sheets` by table; either may be absent."""
    stored = within(by.reach)
    above = Org.objects.filter(number__in=parents(by.reach)[:-1])
    orgs = OrgSheet(*sheets.get(ORGS, _NO_SHEET), stored, above)
    posts = PostSheet(*sheets.get(POSTS, _NO_SHEET), orgs, by.reach, at)
    changed = [row.as_new() for row in orgs.good() if not _same(row, stored.get(row.code))]
    found = AssessedOrgs(changed, posts)
    for table, rows in ((ORGS, orgs.rows), (POSTS, posts.rows)):
        for row in rows:
            found.findings += [replace(item, table=table) for item in row.findings]
            found.counts[f"{table}.faulty"] += row.faulty
            found.counts["faulty"] += row.faulty
        found.counts[f"{table}.rows"] = len(rows)
    found.counts[f"{ORGS}.new"] = sum(org.code not in stored for org in changed)
    found.counts[f"{ORGS}.changed"] = len(changed) - found.counts[f"{ORGS}.new"]
    found.counts[f"{ORGS}.unchanged"] = len(orgs.good()) - len(changed)
    found.counts[f"{POSTS}.new"] = len(posts.new)
    found.counts[f"{POSTS}.changed"] = len(posts.corrected)
    found.counts[f"{POSTS}.unchanged"] = posts.unchanged
    found.counts[f"{POSTS}.ended"] = len(posts.ended)
    found.counts["people"] = len(posts.people)
    return found


def _same(row: OrgRow, known: Org | None) -> bool:
    new = row.as_new()
    return (
        known is not None
        and not known.closed
        and all(getattr(known, name) == getattr(new, name) for name in ("kind", "level", "name", "lat", "lng", "urban"))
    )


def carry_out_orgs(found: AssessedOrgs, *, by: Actor, at: datetime) -> list[str]:
    """Write what the assessment found; returns the login names of the people made."""
    with transaction.atomic():
        set_orgs(found.orgs, by=by.identity, at=at, post=by.post)
        accounts = {login: person.pk for login, person in found.posts.accounts.items()}
        accounts |= open_accounts([NewAccount(*person) for person in found.posts.people], password=None)
        orgs = within(by.reach)
        wanted = [
            NewPost(
                org=orgs[row.org], role=row.role, user=accounts[row.login] if row.login else None, person=row.person,
                title=row.title, phone=row.phone,
            )
            for row in found.posts.new
            if row.role is not None
        ]  # fmt: skip
        set_posts(wanted, by=by.identity, at=at, post=by.post)
        correct_posts(found.posts.corrected, by=by.identity, at=at, post=by.post)
        end_posts(found.posts.ended, by=by.identity, at=at, reason="导入更新", post=by.post)
    return [login for login, _ in found.posts.people]
