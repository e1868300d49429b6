"""How a list of one place is read: what a page of it costs grows neither with the place nor with the whole list."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from taizhang.orgs.models import Org
from taizhang.tallies.queries import stock_at

from .paging import PAGE


def lying_in(number: int, campaign: UUID, root: int, *, measure: str, ordered: bool) -> tuple[str, str] | None:
    """The place's path, and by which lookup of paths its rows are read; one query. None: no such place.

    `measure` is the stock that counts the rows; `ordered`: an index has them in the list's order within a place. Then
    a place with none below is read in that order. Of any other, either all that it holds are gathered and sorted, or
    the whole list is walked in its order until a page is full: whichever reads less, by the figures.
    """
    place = (
        Org.objects.filter(number=number)
        .annotate(
            divided=Exists(Org.objects.filter(parent=OuterRef("number"))),
            here=stock_at(campaign, OuterRef("number"), measure),
            everywhere=stock_at(campaign, root, measure),
        )
        .values_list("path", "divided", "here", "everywhere")
        .first()
    )
    if place is None:
        return None
    path, divided, here, everywhere = place
    if not divided and ordered:
        return path, "exact"
    return path, "throughout" if here * here > PAGE * everywhere else "under"
