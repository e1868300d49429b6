"""Reading the organisation: a place with what is directly below it, its posts, and where it has gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from taizhang.core.roles import APART, Role

from .models import Org, Post
from .paths import parents


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the tree. `below` counts what unfolds; `filled` the posts with a person, `vacant` those without."""

    org: Org
    below: int
    filled: int
    vacant: int
    people: Sequence[str]


def org_of(number: int) -> Org | None:
    return Org.objects.filter(number=number).first()


def above(org: Org) -> list[Org]:
    """From the root down to the org itself."""
    return list(Org.objects.filter(number__in=parents(org.path)).order_by("path"))


def areas_below(org: Org) -> list[Org]:
    """The areas directly below a place that still are, by code; one query."""
    return list(Org.objects.filter(parent=org.number, kind=Org.AREA, closed=False).order_by("code"))


def line_of(path: str) -> tuple[list[Org], list[Org]]:
    """The places down to the one at a path, and the areas directly below it that still are; one query."""
    above = parents(path)
    below = Q(parent=above[-1], kind=Org.AREA, closed=False)
    rows = list(Org.objects.filter(Q(number__in=above) | below).order_by("code"))
    line = [row for row in rows if row.number in above]
    return sorted(line, key=lambda row: len(row.path)), [row for row in rows if row.number not in above]


COMPARED = {"province": "township", "city": "township", "county": "township", "township": "village"}
"""The level whose areas are held beside one another, by the level of the place above them all."""


def compared_areas(org: Org) -> QuerySet[Org]:
    """The areas of a place that a map and a ranking hold beside one another: of a county its townships, of a township
    its villages, of a village its grids."""
    level = COMPARED.get(org.level, "grid")
    return Org.objects.filter(path__under=org.path, level=level, kind=Org.AREA, closed=False).exclude(pk=org.pk)


def children(org: Org, *, at: datetime, kind: str = "", most: int = 500) -> list[Node]:
    """What stands directly below, areas before bodies, each by code; three queries."""
    rows = Org.objects.filter(parent=org.number, closed=False).order_by("code")
    if kind:
        rows = rows.filter(kind=kind)
    return nodes(rows[:most], at=at)


def nodes(rows: Iterable[Org], *, at: datetime) -> list[Node]:
    """Lines for these orgs; two queries more."""
    orgs = sorted(rows, key=lambda org: (org.kind != Org.AREA, org.code))
    numbers = [org.number for org in orgs]
    below = dict(
        Org.objects.filter(parent__in=numbers, closed=False).values_list("parent").annotate(n=Count("pk")).order_by()
    )
    posts: dict[int, list[Post]] = {}
    for post in current_posts(at).filter(org__in=numbers).exclude(role=Role.OWNER).order_by("number"):
        posts.setdefault(post.org, []).append(post)
    return [_node(org, below.get(org.number, 0), posts.get(org.number, ())) for org in orgs]


def _node(org: Org, below: int, posts: Sequence[Post]) -> Node:
    filled = [post for post in posts if post.person or post.user_id]
    people = [f"{post.person}（{post}）" for post in filled[:3]]
    return Node(org, below, len(filled), len(posts) - len(filled), people)


def current_posts(at: datetime) -> QuerySet[Post]:
    """The posts that exist at the moment, filled or vacant."""
    return Post.objects.filter(since__lte=at).filter(Q(until=None) | Q(until__gt=at))


def held_apart(logins: Iterable[str]) -> dict[str, set[Role]]:
    """By login: the offices of administration, of which nobody may hold two, that these people hold."""
    held: dict[str, set[Role]] = {}
    wanted = set(logins)
    rows = Post.objects.filter(role__in=APART, until=None, user__isnull=False)
    for login, role in rows.values_list("user__username", "role"):
        if login in wanted:
            held.setdefault(login, set()).add(Role(role))
    return held


def posts_at(org: Org, *, at: datetime) -> tuple[list[Post], list[Post]]:
    """(current posts, those that ended, newest first, at most thirty); owners are the subjects' own matter."""
    rows = Post.objects.filter(org=org.number).exclude(role=Role.OWNER).select_related("user")
    ended = rows.filter(until__lte=at).order_by("-until")[:30]
    return list(current_posts(at).filter(pk__in=rows.values("pk")).select_related("user").order_by("number")), list(
        ended
    )


def grids_without_person(path: str, *, at: datetime) -> QuerySet[Org]:
    """Grids at and below a place for which nobody answers (X5)."""
    named = current_posts(at).filter(org=OuterRef("number"), role=Role.GRID_WORKER).exclude(person="", user=None)
    grids = Org.objects.filter(path__under=path, level="grid", kind=Org.AREA, closed=False)
    return grids.filter(~Exists(named)).order_by("path")


def places_without_grid(path: str) -> QuerySet[Org]:
    """Communities and villages at and below a place that are not divided into grids (X5)."""
    grids = Org.objects.filter(parent=OuterRef("number"), level="grid", closed=False)
    rows = Org.objects.filter(path__under=path, level="village", kind=Org.AREA, closed=False)
    return rows.filter(~Exists(grids)).order_by("path")


def posts_without_successor(path: str, *, at: datetime, most: int = 200) -> list[Post]:
    """Posts at and below a place that somebody left and nobody took over, the last one of each, longest gap first."""
    filled = current_posts(at).filter(org=OuterRef("org"), role=OuterRef("role")).exclude(person="", user=None)
    open_orgs = Org.objects.filter(path__under=path, closed=False).values("number")
    left = Post.objects.filter(org__in=open_orgs, until__lte=at).exclude(role=Role.OWNER).exclude(person="")
    last: dict[tuple[int, str], Post] = {}
    for post in left.filter(~Exists(filled)).order_by("until", "number")[: 5 * most]:
        last[post.org, post.role] = post
    return sorted(last.values(), key=lambda post: (post.until or at, post.number))[:most]


def within(reach: str) -> dict[str, Org]:
    """{code: org} of everything at and below a place, also what was closed."""
    return {org.code: org for org in Org.objects.filter(path__under=reach)}


def taken_codes(codes: Sequence[str]) -> set[str]:
    """Those of the codes that any org has, wherever it stands."""
    return {
        code
        for start in range(0, len(codes), 500)
        for code in Org.objects.filter(code__in=codes[start : start + 500]).values_list("code", flat=True)
    }
