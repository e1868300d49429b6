"""The kinds of thing that the index knows, each read through its room's own query and shown as a hit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.access.scope import visible
from taizhang.cases.models import Case
from taizhang.cases.queries import Filter, cases_for
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org, Post
from taizhang.subjects.models import Subject
from taizhang.subjects.queries import subjects_for
from taizhang.tips.models import Tip
from taizhang.tips.queries import tips_for

Places = Mapping[int, str]
"""Names of orgs by number."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the answer: `under` says where it is and how it stands, `state` is its badge."""

    title: str
    url: str
    under: str = ""
    state: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`list` is the page that lists all of them and takes the same words."""

    title: str
    icon: str
    model: Any
    rows: Callable[[Actor], QuerySet[Any]]
    hit: Callable[[Any, Places], Hit]
    list: str = ""

    def more(self, text: str) -> str:
        return f"{reverse(self.list)}?{urlencode({'q': text, 'state': 'all'})}" if self.list else ""


def _subject(row: Subject, places: Places) -> Hit:
    under = "，".join(filter(None, (places.get(row.org, ""), row.address)))
    return Hit(row.name, reverse("register:detail", args=[row.pk]), under, ("subject", row.state))


def _case(row: Case, places: Places) -> Hit:
    under = f"{row.number}，{places.get(row.org, '')}"
    return Hit(row.title, reverse("ledger:detail", args=[row.pk]), under, ("case", row.state))


def _org(row: Org, places: Places) -> Hit:
    above = places.get(row.parent or 0, "")
    word = Org.LEVELS[row.level] if row.kind == Org.AREA else Org.KINDS[row.kind]
    return Hit(row.name, reverse("orgs:place", args=[row.number]), "，".join(filter(None, (word, above))))


def _post(row: Post, places: Places) -> Hit:
    return Hit(row.person, reverse("orgs:place", args=[row.org]), f"{row}，{places.get(row.org, '')}")


def _tip(row: Tip, places: Places) -> Hit:
    return Hit(
        row.text[:40], reverse("tips:detail", args=[row.pk]), f"{Tip.STATES[row.state]}，{places.get(row.org, '')}"
    )


def _within_reach(model: Any) -> Callable[[Actor], QuerySet[Any]]:
    """Places and their people, for whoever may open the tree there; a shopkeeper has no business in it."""

    def rows(actor: Actor) -> QuerySet[Any]:
        return model.objects.none() if actor.role is Role.OWNER else visible(actor, model.objects.all())

    return rows


KINDS: dict[str, Kind] = {
    "subject": Kind("整治对象", "building-store", Subject, subjects_for, _subject, "register:list"),
    "case": Kind("问题", "clipboard-list", Case, lambda actor: cases_for(actor, Filter()), _case, "ledger:list"),
    "tip": Kind("群众反映", "message-circle", Tip, tips_for, _tip),
    "org": Kind("地方和单位", "map-pin", Org, _within_reach(Org), _org),
    "post": Kind("人员和岗位", "users", Post, _within_reach(Post), _post),
}


def places_of(rows: list[Any]) -> set[int]:
    """The orgs whose names the hits say."""
    return {(row.parent or 0) if isinstance(row, Org) else row.org for row in rows}


def kinds_for(actor: Actor) -> dict[str, Kind]:
    return KINDS if actor.may(Power.VIEW) else {}
