"""Who holds what at a place: held and total for each area below, how much each holder holds, and the gaps by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from taizhang.core.plan import Plan
from taizhang.core.plan.holdings import Holding
from taizhang.orgs.models import Org
from taizhang.orgs.queries import areas_below, current_posts
from taizhang.render.workbook import Column, Sheet, write_workbook
from taizhang.subjects.kinds import column_of
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming

SHOWN = 100
COLUMNS = [Column("序号", 6, "number"), Column("包什么", 30), Column("所在", 20), Column("由谁包", 24)]


@dataclass(frozen=True, slots=True)
class Held:
    """Of one area: how many there are to be held, and how many nobody holds."""

    org: Org
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """One holding at a place. `holders`: (who, how many); `gaps`: (what, where), at most SHOWN of `free`."""

    holding: Holding
    total: int
    free: int
    below: Sequence[Held]
    holders: Sequence[tuple[str, int]]
    gaps: Sequence[tuple[str, str]]


def matrices(plan: Plan, place: Org, *, at: datetime) -> list[Matrix]:
    found = [_of_places(one, place, at) if one.level else _of_subjects(one, plan, place) for one in plan.holdings]
    return [matrix for matrix in found if matrix.total]


def _places(holding: Holding, place: Org) -> QuerySet[Org]:
    return Org.objects.filter(kind=Org.AREA, level=holding.level, closed=False, path__under=place.path)


def _people(holding: Holding, place: Org, at: datetime) -> dict[int, list[str]]:
    """{number of the place: who holds it}."""
    found: dict[int, list[str]] = {}
    posts = current_posts(at).filter(role=holding.role, path__under=place.path).exclude(person="")
    for post in posts.order_by("number"):
        found.setdefault(post.org, []).append(post.person)
    return found


def _of_places(holding: Holding, place: Org, at: datetime) -> Matrix:
    people = _people(holding, place, at)
    places = list(_places(holding, place).order_by("path"))
    free = [org for org in places if org.number not in people]
    counts: dict[str, int] = {}
    for org in places:
        for person in people.get(org.number, ()):
            counts[person] = counts.get(person, 0) + 1
    below = [
        Held(area, len(inside), sum(org.number not in people for org in inside))
        for area in areas_below(place)
        if (inside := [org for org in places if org.path.startswith(area.path)])
    ]
    gaps = [(org.name, "") for org in free[:SHOWN]]
    return Matrix(holding, len(places), len(free), below, sorted(counts.items()), gaps)


def _subjects(holding: Holding, place: Org) -> QuerySet[Subject]:
    return Subject.objects.filter(kind=holding.kind, state="active", path__under=place.path)


def _column(holding: Holding, plan: Plan) -> str:
    kind = plan.kind(holding.kind or "")
    assert kind is not None
    return column_of(kind, holding.field or "").replace(".", "__")


def _naming(holding: Holding, plan: Plan) -> Callable[[str], str]:
    """How the page and the file name those that are held."""
    kind = plan.kind(holding.kind or "")
    return partial(Naming({kind.id: kind} if kind else {}).of, holding.kind or "")


def _of_subjects(holding: Holding, plan: Plan, place: Org) -> Matrix:
    """A fixed number of queries, and one more for each area below."""
    column, rows = _column(holding, plan), _subjects(holding, place)
    nobody = Q(**{f"{column}__isnull": True}) | Q(**{column: ""})
    free = rows.filter(nobody)
    counted = rows.exclude(nobody).order_by().values_list(column).annotate(Count("pk"))
    below = [
        Held(area, total, free.filter(path__under=area.path).count())
        for area in areas_below(place)
        if (total := rows.filter(path__under=area.path).count())
    ]
    gaps, shown = list(free.order_by("path", "name").values_list("name", "org")[:SHOWN]), _naming(holding, plan)
    names = dict(Org.objects.filter(number__in={org for _, org in gaps}).values_list("number", "name"))
    named = [(shown(name), names.get(org, "")) for name, org in gaps]
    return Matrix(holding, rows.count(), free.count(), below, sorted(counted), named)


def holdings_workbook(plan: Plan, place: Org, *, at: datetime, author: str) -> IO[bytes]:
    """Everything to be held with its holder, a sheet for each holding; an open temporary file."""
    book = TemporaryFile()  # noqa: SIM115 - the answer closes it when it is sent
    caption = f"{place.name}  {timezone.localtime(at):%Y-%m-%d %H:%M}"
    sheets = [
        Sheet(one.title, f"{place.name}{one.title}", COLUMNS, _lines(one, plan, place, at), caption, frozen=2)
        for one in plan.holdings
    ]
    write_workbook(book, sheets, created=at, author=author)
    book.seek(0)
    return book


def _lines(holding: Holding, plan: Plan, place: Org, at: datetime) -> Iterator[list[Any]]:
    if holding.level:
        people = _people(holding, place, at)
        for number, org in enumerate(_places(holding, place).order_by("path"), 1):
            yield [number, org.name, "", "、".join(people.get(org.number, ())) or "（空缺）"]
        return
    names = dict(Org.objects.filter(path__under=place.path).values_list("number", "name"))
    rows = _subjects(holding, place).order_by("path", "name").values_list("name", "org", _column(holding, plan))
    shown = _naming(holding, plan)
    for number, (name, org, holder) in enumerate(rows.iterator(), 1):
        yield [number, shown(name), names.get(org, ""), holder or "（空缺）"]
