"""What the search box answers: groups of hits. The index proposes ids, each room's own query decides what is seen.

Campaigns, what their plans name, and the menu are few: they are looked through as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaigns_for, plan_of
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.search.asked import Asked, asked
from taizhang.search.queries import newest
from taizhang.search.words import Found
from taizhang.web.search_kinds import Hit, kinds_for, places_of
from taizhang.web.whole_place import views_of

CAMPAIGNS = 50
"""How many campaigns are looked through, the newest first."""


class Entry(Protocol):
    """An entry of the menu."""

    @property
    def label(self) -> str: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one kind; `more` is where all of them are listed, if there are more."""

    title: str
    icon: str
    hits: Sequence[Hit]
    more: str = ""


def search(actor: Actor, text: str, menu: Iterable[Entry], *, most: int) -> list[Group]:
    """At most so many hits of each kind. Where nothing is found, what sounds alike is taken too."""
    menu, typed, heard = list(menu), asked(text), asked(text, by_sound=True)
    found = _search(actor, text, typed, menu, most)
    return found or (_search(actor, text, heard, menu, most, by_sound=True) if heard != typed else [])


def _search(
    actor: Actor, text: str, typed: Asked, menu: Sequence[Entry], most: int, *, by_sound: bool = False
) -> list[Group]:
    if not typed:
        return []
    campaigns = list(campaigns_for(actor)[:CAMPAIGNS])
    groups = [
        *_indexed(actor, text, most, by_sound),
        Group("专项整治", "flag", list(_campaigns(campaigns, typed))[:most]),
        Group("报表和文书", "file-text", list(_papers(actor, campaigns, typed))[:most]),
        Group("功能", "list-details", [Hit(one.label, one.url) for one in menu if _met(typed, one.label)][:most]),
    ]
    return [group for group in groups if group.hits]


def _indexed(actor: Actor, text: str, most: int, by_sound: bool) -> Iterator[Group]:
    kinds = kinds_for(actor)
    wanted = {thing: asked_by(actor, thing, kind.model, text, by_sound=by_sound) for thing, kind in kinds.items()}
    ids = newest(wanted, most)
    rows: dict[str, list[Any]] = {
        thing: sorted(kinds[thing].rows(actor).filter(pk__in=found), key=lambda row: found.index(row.pk))
        for thing, found in ids.items()
        if found
    }
    numbers = {number for found in rows.values() for number in places_of(found)}
    places = dict(Org.objects.filter(number__in=numbers).values_list("number", "name")) if numbers else {}
    for thing, found in rows.items():
        kind = kinds[thing]
        more = kind.more(text) if len(ids[thing]) == most else ""
        yield Group(kind.title, kind.icon, [kind.hit(row, places) for row in found], more)


def _met(typed: Asked, *names: str) -> bool:
    return typed.met_by(Found("", names=names).words())


def _campaigns(campaigns: Iterable[Campaign], typed: Asked) -> Iterator[Hit]:
    for row in campaigns:
        if _met(typed, row.title, row.number):
            state = ("campaign", "closed" if row.closed_at else "running")
            yield Hit(row.title, reverse("campaigns:detail", args=[row.pk]), state=state)


def _papers(actor: Actor, campaigns: Iterable[Campaign], typed: Asked) -> Iterator[Hit]:
    """The reports and letters that the plans name."""
    if actor.role is Role.OWNER:
        return
    for row in campaigns:
        plan = plan_of(row)
        for report in plan.reports:
            if _met(typed, report.title):
                address = f"{reverse('reports:list')}?campaign={row.pk}&definition={report.id}"
                yield Hit(report.title, address, row.title)
        if actor.role is Role.BUREAU or not actor.covers(row.path) or "letters:place" not in dict(views_of(plan)):
            continue
        for paper in plan.documents:
            if _met(typed, paper.title):
                yield Hit(paper.title, reverse("letters:place", args=[row.pk, row.root]), row.title)
