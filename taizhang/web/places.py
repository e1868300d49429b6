"""The places of a post as a choice: all of them in a list while they are few, else found by typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.access.finding import asked_by
from taizhang.core.roles import Role
from taizhang.orgs.models import Org, Post
from taizhang.orgs.paths import parents
from taizhang.search.queries import meeting
from taizhang.web.fields import number_of

FEW = 400
"""So many stand in one list; nobody would look through more of them."""
PROPOSED = 20
AREAS, HANDLERS, GRIDS = "areas", "handlers", "grids"


@dataclass(frozen=True, slots=True)
class Places:
    """What may be chosen: `few` are (number, name, level); `too_many`: none of them is listed."""

    kind: str
    few: Sequence[tuple[int, str, str]]
    chosen: int | None = None
    chosen_name: str = ""
    too_many: bool = False


def area_of(actor: Actor, asked: str) -> Org | None:
    """The area with this number, if the post covers it; where none is asked for, the highest that it covers."""
    rows = _rows(actor, AREAS)
    return (rows.filter(number=number_of(asked) or 0) if asked else rows).first()


def places_for(actor: Actor, kind: str, asked: str = "") -> Places:
    """`asked`: the number of the chosen one, as it stands in the address."""
    return choices_of(actor, kind, asked=asked)[0]


def choices_of(actor: Actor, *kinds: str, asked: str = "") -> list[Places]:
    """For each of the kinds what may be chosen, read together; `asked` is what is chosen of the first."""
    rows = list(_rows(actor, HANDLERS if HANDLERS in kinds else AREAS)[: FEW + 1])
    first, *others = kinds
    number = number_of(asked)
    if len(rows) <= FEW:
        named = {kind: _named([row for row in rows if _is(row, kind)], kind) for kind in kinds}
        return [Places(first, named[first], number), *(Places(kind, named[kind]) for kind in others)]
    row = Org.objects.filter(number=number, path__under=actor.reach).first() if number else None
    chosen = Places(first, (), row.number if row else None, row.name if row else "", too_many=True)
    return [chosen, *(Places(kind, (), too_many=True) for kind in others)]


def found_places(actor: Actor, kind: str, text: str) -> list[tuple[int, str]]:
    """Those that meet what was typed, the higher ones first, with what they lie in."""
    typed = asked_by(actor, "org", Org, text)
    if not typed:
        return []
    rows = list(_rows(actor, kind).filter(meeting({"org": (typed, "pk")}))[:PROPOSED])
    above = dict(
        Org.objects.filter(number__in={number for row in rows for number in parents(row.path)[1:-1]})
        .values_list("number", "name")
    )  # fmt: skip
    names = {number: name for number, name, _ in _named(rows, kind)}
    return [
        (row.number, "，".join([names[row.number], *(above[up] for up in parents(row.path)[-2:0:-1] if up in above)]))
        for row in rows
    ]


CHARGED = frozenset({Org.AREA, "bureau", "station"})
"""Who can be charged with a case."""


def _rows(actor: Actor, kind: str) -> QuerySet[Org]:
    rows = Org.objects.filter(path__under=actor.reach, closed=False).order_by("path")
    rows = rows.filter(kind__in=CHARGED) if kind == HANDLERS else rows.filter(kind=Org.AREA)
    return rows.filter(level="grid") if kind == GRIDS else rows


def _is(row: Org, kind: str) -> bool:
    if kind == HANDLERS:
        return row.kind in CHARGED
    return row.kind == Org.AREA and (kind != GRIDS or row.level == "grid")


def _named(rows: Iterable[Org], kind: str) -> list[tuple[int, str, str]]:
    """A grid to which something is given is named with those who answer for it."""
    rows = list(rows)
    workers = _workers(rows) if kind == GRIDS else {}
    said = {number: f"（{'、'.join(names)}）" for number, names in workers.items()}
    return [(row.number, row.name + said.get(row.number, ""), row.level) for row in rows]


def _workers(grids: Sequence[Org]) -> dict[int, list[str]]:
    posts = Post.objects.filter(org__in=[grid.number for grid in grids], role=Role.GRID_WORKER, until=None)
    workers: dict[int, list[str]] = {}
    for number, person in posts.exclude(person="").order_by("number").values_list("org", "person"):
        workers.setdefault(number, []).append(person)
    return workers
