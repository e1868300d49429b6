"""How the cases of one place are read: what a page of them costs grows neither with the place nor with the ledger."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef

from taizhang.access.paging import PAGE
from taizhang.orgs.models import Org
from taizhang.tallies.queries import stock_at

BY_PLACE = frozenset({"filed_at", "-filed_at"})
"""Orders that the index has within a place."""


def lying_in(number: int, campaign: UUID, root: int, order: str) -> tuple[str, str] | None:
    """The place's path, and by which lookup of paths a list in this order reads it; one query. None: no such place.

    A place with none below is read in the index's own order. Of any other, either all that it holds are gathered and
    sorted, or the whole list is walked in its order until a page is full: whichever reads less, by the figures.
    """
    place = (
        Org.objects.filter(number=number)
        .annotate(
            divided=Exists(Org.objects.filter(parent=OuterRef("number"))),
            here=stock_at(campaign, OuterRef("number"), "cases.filed"),
            everywhere=stock_at(campaign, root, "cases.filed"),
        )
        .values_list("path", "divided", "here", "everywhere")
        .first()
    )
    if place is None:
        return None
    path, divided, here, everywhere = place
    if not divided and order in BY_PLACE:
        return path, "exact"
    return path, "throughout" if here * here > PAGE * everywhere else "under"
