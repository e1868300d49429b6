"""One list as its reader sees it: which columns in which order, sorted by what, and the views that may be opened.

Every long list is described once (web.lists); this piece, its templates and its keys are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.lists.models import SavedView
from taizhang.lists.queries import own_list, views_for
from taizhang.web.fields import uuid_of
from taizhang.web.places import Places

OWN_WORDS = frozenset({"after", "view", "columns", "sort"})
"""Words of the address that belong to the list itself and narrow nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """`sort` are the orders that a click on its heading goes through; `fixed`: it is always there (the link);
    `first`: it is there until the person chooses; `look`: how its cells are set in a table."""

    id: str
    label: str
    sort: tuple[str, ...] = ()
    fixed: bool = False
    first: bool = True
    look: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """`page` is the address of the list, `thing` of one row; `order` the one without a choice; `cell` the template of
    one cell."""

    name: str
    title: str
    page: str
    thing: str
    order: str
    cell: str
    columns: tuple[Column, ...]

    def orders(self) -> set[str]:
        return {self.order, *(order for column in self.columns for order in column.sort)}


@dataclass(frozen=True, slots=True)
class Act:
    """What may be done to the chosen rows at once. `to`: to whom; `until`: it asks for a day (None: for none,
    True: it has to be given); `must`: it needs a reason; `final`: why it cannot be taken back, asked once before."""

    name: str
    label: str
    to: Places | None = None
    until: bool | None = None
    must: bool = True
    final: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A column with where a click on its heading leads, and how the list is sorted by it now ("ascending" or so)."""

    column: Column
    url: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The list for one request. `leads_to`: opened without any word it opens with this view."""

    listing: Listing
    columns: Sequence[Column]
    order: str
    headings: Sequence[Heading]
    views: Sequence[SavedView]
    view: SavedView | None
    opens_with: object
    chosen: bool
    words: str
    leads_to: str

    @property
    def offered(self) -> list[tuple[Column, int]]:
        """Every column with its place, 0 for those that are not shown."""
        places = {column.id: place for place, column in enumerate(self.columns, 1)}
        rest = [column for column in self.listing.columns if column.id not in places]
        return [(column, places.get(column.id, 0)) for column in [*self.columns, *rest]]


def shown(request: HttpRequest, actor: Actor, listing: Listing) -> Shown:
    """The columns are those of the opened view, else the person's own, else everybody's."""
    own, views = own_list(actor, listing.name), views_for(actor, listing.name)
    opened = uuid_of(request.GET.get("view", ""))
    view = next((one for one in views if one.pk == opened), None)
    linked = request.GET.get("columns", "").split(".") if "columns" in request.GET else []
    wanted = linked or (view.columns if view else []) or own.columns
    asked = request.GET.get("sort", "")
    order = asked if asked in listing.orders() else listing.order
    columns = chosen_columns(listing, wanted)
    plain = not request.GET and not request.headers.get("HX-Request")
    first = next((one for one in views if one.pk == own.opens_with), None) if plain else None
    return Shown(
        listing, columns, order, [_heading(request, listing, column, order) for column in columns], views, view,
        own.opens_with, bool(wanted), _kept_words(request.GET), address_of(first) if first else "",
    )  # fmt: skip


def chosen_columns(listing: Listing, wanted: Sequence[str]) -> list[Column]:
    """In the order wanted, those that may not be missing among them; unknown ones are passed over."""
    by_id = {column.id: column for column in listing.columns}
    found = [by_id[name] for name in dict.fromkeys(wanted) if name in by_id]
    if not found:
        return [column for column in listing.columns if column.first]
    return [*(column for column in listing.columns if column.fixed and column not in found), *found]


def address_of(view: SavedView) -> str:
    """The list as the view left it. The columns go along, so that the link shows the same to everybody."""
    from taizhang.web.lists import LISTS

    asked = QueryDict(view.words, mutable=True)
    asked["view"] = str(view.pk)
    if view.columns:
        asked["columns"] = ".".join(view.columns)
    return f"{reverse(LISTS[view.list_name].page)}?{asked.urlencode()}"


def _kept_words(asked: QueryDict) -> str:
    """What a view keeps of the address: filters and order."""
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        if name == "sort" or name not in OWN_WORDS:
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def _heading(request: HttpRequest, listing: Listing, column: Column, order: str) -> Heading:
    if not column.sort:
        return Heading(column, "", "")
    place = column.sort.index(order) + 1 if order in column.sort else 0
    following = column.sort[place] if place < len(column.sort) else listing.order
    if following == order:
        following = column.sort[0]
    asked = request.GET.copy()
    asked.pop("after", None)
    asked["sort"] = following
    now = "" if order not in column.sort else "descending" if order.startswith("-") else "ascending"
    return Heading(column, f"?{asked.urlencode()}", now)
