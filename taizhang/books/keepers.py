"""Who keeps a book: each subject of its kind, or each place that the plan names; and who may write for whom."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.core.plan import Book
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org
from taizhang.orgs.paths import is_under
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for


@dataclass(frozen=True, slots=True)
class Keeper:
    """A subject with the number of its place, or a place."""

    org: int
    path: str
    name: str
    subject: Subject | None = None


def keeping_subjects(by: Actor, campaign: Campaign, book: Book) -> QuerySet[Subject]:
    """The subjects in scope that keep the book; none where places do."""
    return subjects_for(by).filter(kind__in=book.kinds, state="active", path__under=campaign.path)


def keeping_places(by: Actor, campaign: Campaign, book: Book) -> QuerySet[Org]:
    """The places in scope, and the post's own, that keep the book; none where subjects do."""
    if book.by is None or not by.may(Power.VIEW) or by.role is Role.OWNER:
        return Org.objects.none()
    rows = Org.objects.filter(path__under=campaign.path, closed=False)
    if book.by.unit is not None:
        rows = rows.filter(number=campaign.units.get(book.by.unit, 0))
    else:
        rows = rows.filter(kind=book.by.kind or Org.AREA)
        rows = rows.filter(level=book.by.level) if book.by.level else rows
    return rows.filter(path__under=by.reach) | rows.filter(number=by.org)


def keeper_of(
    by: Actor, campaign: Campaign, book: Book, *, subject: UUID | None = None, org: int | None = None
) -> Keeper:
    """Raises Refused("unknown-thing") also where the keeper lies outside the scope or keeps no such book."""
    if subject is not None:
        row = keeping_subjects(by, campaign, book).filter(pk=subject).first()
        if row is not None:
            return Keeper(row.org, row.path, row.name, row)
    elif org is not None:
        place = keeping_places(by, campaign, book).filter(number=org).first()
        if place is not None:
            return Keeper(place.number, place.path, place.name)
    raise Refused("unknown-thing", "登记簿")


def keeps(by: Actor, book: Book, keeper: Keeper) -> bool:
    """Whether it is the post's own book."""
    if keeper.subject is not None:
        return by.role is Role.OWNER and by.subject == keeper.subject.pk
    return book.by is not None and by.org == keeper.org and by.role is book.by.office


def may_write(by: Actor, book: Book, keeper: Keeper) -> bool:
    """The keeper itself, or an official above who enters it for a keeper without account."""
    if keeps(by, book, keeper):
        return True
    power = Power.INSPECT if keeper.subject is not None else Power.ASSIGN
    return by.role is not Role.OWNER and by.may(power) and is_under(keeper.path, by.reach)
