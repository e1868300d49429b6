"""Writing licences: enter or renew one, say that somebody lacks it, end it. Many at once are all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import end_of_day, start_of_day
from taizhang.core.calendar.work import local_day
from taizhang.core.duties.tree import Tree
from taizhang.core.ids import derived, uuid7
from taizhang.core.ladder import instants, parse_ladder
from taizhang.core.plan import LicenceKind
from taizhang.core.plan.licences import Follower
from taizhang.core.refusals import Refused
from taizhang.core.roles import Role
from taizhang.duties.making import places_under
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.models import StoredEntry
from taizhang.orgs.models import Org, Post
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject

from .models import Licence
from .queries import licence_for, may_enter

LONG_AGO = start_of_day(date(2000, 1, 1))
ANSWERS_FOR = {"village": Role.CLERK, "grid": Role.GRID_WORKER}


@dataclass(frozen=True)
class Paper:
    """What stands on a paper, or that there is none (`held`). Without `valid_until` it is valid for good."""

    kind: LicenceKind
    subject: Subject | None = None
    post: Post | None = None
    person: str = ""
    held: bool = True
    number: str = ""
    scope: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    files: list[dict[str, Any]] = field(default_factory=list)

    def about(self, campaign: UUID) -> UUID:
        """One thing for each holder and kind: a renewed paper follows the one before."""
        if self.post is not None:
            return derived("licence", campaign, self.kind.id, "post", self.post.number, self.person)
        assert self.subject is not None
        return derived("licence", campaign, self.kind.id, self.subject.pk, self.person)


def enter(
    *, by: Actor, at: datetime, campaign: Campaign, papers: Sequence[Paper], entry: UUID | None = None
) -> list[UUID]:
    """Enter papers as they are now; returns their ids. `entry` only with a single one.

    Raises Refused("not-permitted" | "not-now" | "bad-body").
    """
    if campaign.closed_at:
        raise Refused("not-now", "专项整治已经结束")
    known = StoredEntry.objects.filter(id=entry, kind="licence.set", actor=by.identity) if entry else None
    if known is not None and known.exists():  # the form was sent twice: by now it would renew itself
        return [paper.about(campaign.pk) for paper in papers]
    tree = Tree(places_under(campaign.path), campaign.units)
    drafts = []
    for paper in papers:
        if not may_enter(by, _path(paper)):
            raise Refused("not-permitted")
        _demand_whole(paper)
        drafts.append(_draft(by, at, campaign, paper, tree, entry))
    append(drafts, at=at)
    return [draft.about for draft in drafts]


def earned(
    *, by: Actor, at: datetime, campaign: Campaign, kind: LicenceKind, number: str, until: date | None, entry: UUID
) -> Draft:
    """The certificate that whoever fills the post has just earned by an exam, as a draft to go with its result."""
    post = Post.objects.get(number=by.post)
    paper = Paper(kind, post=post, person=by.name, number=number, issued_on=local_day(at), valid_until=until)
    return _draft(by, at, campaign, paper, Tree(places_under(campaign.path), campaign.units), entry)


def end(*, by: Actor, at: datetime, licence: UUID, reason: str, entry: UUID | None = None) -> None:
    """Revoked, given back, or the person has left. Raises Refused("unknown-thing" | "not-permitted" | …)."""
    row = licence_for(by, licence)
    if not may_enter(by, row.path):
        raise Refused("not-permitted")
    if not reason.strip():
        raise Refused("reason-missing")
    if row.standing == "ended":
        raise Refused("already-done")
    draft = Draft(
        id=entry or uuid7(), kind="licence.ended", about=row.pk, campaign=row.campaign, org=row.org, actor=by.identity,
        post=by.post, happened_at=at,
        body={"reason": reason.strip(), "subject": row.subject, "changes": row.ends, "name": by.name},
    )  # fmt: skip
    append([draft], at=at)


def _path(paper: Paper) -> str:
    held_at = paper.post or paper.subject
    if held_at is None:
        raise Refused("bad-body", "请选择持证的对象")
    return str(held_at.path)


def _demand_whole(paper: Paper) -> None:
    if paper.kind.holder != "subject" and not paper.person.strip():
        raise Refused("bad-body", f"{paper.kind.name}：请填写持证人姓名")
    if paper.held and not paper.number.strip() and paper.valid_until is None:
        raise Refused("bad-body", f"{paper.kind.name}：请填写证号或有效期；没有证的，选“没有”")
    if paper.issued_on and paper.valid_until and paper.valid_until < paper.issued_on:
        raise Refused("bad-body", f"{paper.kind.name}：有效期 {paper.valid_until} 早于发证日期 {paper.issued_on}")


def _draft(by: Actor, at: datetime, campaign: Campaign, paper: Paper, tree: Tree, entry: UUID | None) -> Draft:
    kind, about = paper.kind, paper.about(campaign.pk)
    held_at = paper.post or paper.subject
    assert held_at is not None
    minder = tree.bearer_of(held_at.org, kind.by) if kind.by else held_at.org
    body: dict[str, Any] = {
        "licence": kind.id,
        "licence_name": kind.name,
        "path": held_at.path,
        "subject": paper.subject.pk if paper.subject else None,
        "post": paper.post.number if paper.post else None,
        "person": paper.person.strip(),
        "holder_name": paper.subject.name if paper.subject else str(paper.post),
        "held": paper.held,
        "category": kind.category or "",
        "minder": minder,
        "minder_path": _path_of(tree, minder) or held_at.path,
        "minder_role": _minder_role(kind, tree, minder),
        **_line(campaign, kind, paper),
        "name": by.name,
    }
    if paper.held:
        body |= {"number": paper.number.strip(), "scope": paper.scope.strip(), "files": paper.files}
        body |= {"issued_on": paper.issued_on, "valid_until": paper.valid_until, **_moments(campaign, paper)}
    if kind.follower is not None and paper.subject is not None:
        body |= _followed(campaign, kind.follower, paper, at)
    before = Licence.objects.filter(pk=about).first()
    if before and before.valid_until != paper.valid_until and before.standing in {"expiring", "expired"}:
        body["renews"] = before.valid_until
    return Draft(
        id=entry or uuid7(), kind="licence.set", about=about, campaign=campaign.pk, org=held_at.org, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip


def _followed(campaign: Campaign, follower: Follower, paper: Paper, at: datetime) -> dict[str, Any]:
    """What the field of the subject says with this paper, after it has lapsed, and without it."""
    assert paper.subject is not None
    kind = plan_of(campaign).kind(paper.subject.kind)
    column = column_of(kind, follower.field)
    over = paper.valid_until is not None and paper.valid_until < local_day(at)
    now = (follower.expired if over else follower.held) if paper.held else follower.missing
    return {
        "changes": {column: now}, "lapses": {column: follower.expired}, "ends": {column: follower.missing},
    }  # fmt: skip


def _path_of(tree: Tree, number: int) -> str:
    place = tree.place(number)
    return place.path if place else ""


def _minder_role(kind: LicenceKind, tree: Tree, minder: int) -> str:
    place = tree.place(minder)
    if kind.by is not None and (place is None or place.kind != Org.AREA or place.level == kind.by.level):
        return kind.by.office.value
    return ANSWERS_FOR.get(place.level if place else "", Role.OFFICE).value


def _line(campaign: Campaign, kind: LicenceKind, paper: Paper) -> dict[str, Any]:
    plan = plan_of(campaign)
    category = plan.category(kind.category) if kind.category else None
    own = plan.kind(paper.subject.kind) if paper.subject else None
    line = (category.line if category else None) or (own.line if own else None) or ""
    return {"line": line, "line_org": campaign.units.get(line)}


def _moments(campaign: Campaign, paper: Paper) -> dict[str, datetime]:
    """When the clock reminds, and with the end of which day the paper is void."""
    if paper.valid_until is None:
        return {}
    expires_at = end_of_day(paper.valid_until)
    ladder = parse_ladder([f"remind@-{paper.kind.remind}"])
    ((_, remind_at),) = instants(ladder, LONG_AGO, expires_at, plan_of(campaign).calendar)
    return {"remind_at": remind_at, "expires_at": expires_at}
