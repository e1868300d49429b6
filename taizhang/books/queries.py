"""Reading registers, always for an actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import plan_of
from taizhang.core.calendar import start_of_day
from taizhang.core.calendar.work import local_day
from taizhang.core.measures import QUANTITY_PARTS
from taizhang.core.plan import Book, SubjectField
from taizhang.core.refusals import Refused
from taizhang.duties.models import Duty

from .keepers import Keeper
from .models import BookLine

BACK = timedelta(days=31)
"""How long a line may still be written for a duty that has lapsed."""


def lines_for(actor: Actor) -> QuerySet[BookLine]:
    return visible(actor, BookLine.objects.all())


def line_for(actor: Actor, about: UUID) -> BookLine:
    """Raises Refused("unknown-thing") also where it lies outside the scope."""
    row = lines_for(actor).filter(pk=about).first()
    if row is None:
        raise Refused("unknown-thing", "登记")
    return row


def book_of(campaign: Campaign, name: str) -> Book:
    """Raises Refused("unknown-thing")."""
    book = plan_of(campaign).book(name)
    if book is None:
        raise Refused("unknown-thing", "登记簿")
    return book


def lines_of(rows: QuerySet[BookLine], keeper: Keeper) -> QuerySet[BookLine]:
    """The lines that a keeper wrote."""
    if keeper.subject is not None:
        return rows.filter(subject=keeper.subject.pk)
    return rows.filter(subject=None, org=keeper.org)


def owed(campaign: Campaign, book: Book, keeper: Keeper, *, at: datetime, settled: bool = False) -> list[Duty]:
    """The duties that a line may be written for: of today whether met or not, running ones, lately lapsed ones.

    `settled` are those that only the last step of the last line meets.
    """
    rules = [rule.id for rule in plan_of(campaign).rules_of_book(book.id) if rule.log and rule.log.settled is settled]
    rows = Duty.objects.filter(campaign=campaign.pk, rule__in=rules, opens_at__lte=at, due_at__gte=at - BACK)
    if keeper.subject is not None:
        rows = rows.filter(subject=keeper.subject.pk)
    else:
        rows = rows.filter(subject=None, bearer=keeper.org)
    rows = rows.filter(Q(state__in=["open", "lapsed"]) | Q(due_at__gte=start_of_day(local_day(at))))
    return list(rows.exclude(state="excused").order_by("due_at", "pk"))


def nearest(duties: Sequence[Duty], *, at: datetime) -> Duty | None:
    """Of today's and the running ones the one whose due time is nearest: at 08:40 it is still the morning's.

    What lapsed before today is met only where a person says so.
    """
    present = [duty for duty in duties if duty.due_at >= start_of_day(local_day(at))]
    return min(present, key=lambda duty: abs(duty.due_at - at), default=None)


def counts(rows: QuerySet[BookLine], *, at: datetime) -> Mapping[str, dict[str, int]]:
    """{book: lines today, lines to be followed up, of these late}; one query."""
    standing = rows.filter(withdrawn_at=None).order_by().values("book")
    found = standing.annotate(
        today=Count("pk", filter=Q(day=local_day(at))),
        open_=Count("pk", filter=Q(open=True)),
        overdue=Count("pk", filter=Q(open=True, next_due__lt=at)),
    )
    return {one["book"]: {"today": one["today"], "open": one["open_"], "late": one["overdue"]} for one in found}


def totals(rows: QuerySet[BookLine], book: Book) -> list[tuple[SubjectField, float]]:
    """What the summed fields of these lines come to, the fields in the book's order; one query."""
    fields = [field for field in book.fields if field.id in book.sums]
    standing = rows.filter(withdrawn_at=None).order_by()
    found = standing.aggregate(
        **{
            f"sum{place}": Sum(Cast(KT(f"amounts__{field.id}"), BigIntegerField()))
            for place, field in enumerate(fields)
        }
    )
    return [(field, (found[f"sum{place}"] or 0) / QUANTITY_PARTS) for place, field in enumerate(fields)]
