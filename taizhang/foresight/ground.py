"""The ground a rehearsal runs on: the villages, grids and people that there are, without anybody's name."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.orgs.queries import current_posts
from taizhang.subjects.models import Subject

MOST_VILLAGES = 30
MOST_SUBJECTS = 900
"""Of all villages together: a rehearsal of more takes longer than a person waits."""


class Grid(BaseModel):
    """A grid and the number of its people; without a name it is called by its number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    people: int = Field(1, ge=0, le=20)


class Village(BaseModel):
    """A village with the number of its clerks; `township` where there is one between it and the campaign's own org."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    township: str = ""
    clerks: int = Field(1, ge=0, le=20)
    grids: tuple[Grid, ...] = (Grid(), Grid(), Grid())


class Ground(BaseModel):
    """`subjects` by kind; a kind that is not named gets its share of `others`, which are spread as is usual."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    street: str
    villages: tuple[Village, ...] = Field(min_length=1)
    subjects: dict[str, int] = {}
    others: int = Field(0, ge=0)

    @property
    def clerks(self) -> int:
        return sum(village.clerks for village in self.villages)

    @property
    def grids(self) -> int:
        return sum(len(village.grids) for village in self.villages)

    @property
    def grid_workers(self) -> int:
        return sum(grid.people for village in self.villages for grid in village.grids)


def ground_of(plan: Plan, *, root: Org, at: datetime) -> Ground | None:
    """What there is below an org; None where it has no village yet. The first villages stand for very many."""
    places = Org.objects.filter(path__under=root.path, kind=Org.AREA, closed=False).order_by("path")
    villages = list(places.filter(level="village")[:MOST_VILLAGES])
    if not villages:
        return None
    townships = dict(places.filter(level="township").exclude(pk=root.pk).values_list("number", "name"))
    grids = list(places.filter(level="grid", parent__in=[one.number for one in villages]))
    people = Counter(
        current_posts(at)
        .filter(user__isnull=False, org__in=[one.number for one in (*villages, *grids)])
        .values_list("org", "role")
    )
    return Ground(
        street=root.name,
        villages=tuple(
            Village(
                name=village.name,
                township=townships.get(village.parent or 0, ""),
                clerks=people[village.number, Role.CLERK.value],
                grids=tuple(
                    Grid(name=one.name, people=people[one.number, Role.GRID_WORKER.value])
                    for one in grids
                    if one.parent == village.number
                ),
            )
            for village in villages
        ),
        subjects=_subjects(plan, villages),
    )


def nameless(street: str, villages: int) -> Ground:
    """For an org that has no village yet: so many of them, with somebody in every post."""
    named = tuple(Village(name=f"第{number}社区") for number in range(1, villages + 1))
    return Ground(street=street, villages=named)


def resized(ground: Ground, *, villages: int, each: int | None) -> Ground:
    """With so many villages: the first ones of the ground, then some that are invented; and so many subjects in each,
    or as many as are registered in proportion."""
    kept = ground.villages[:villages]
    above = kept[-1].township
    added = tuple(Village(name=f"增设第{number}社区", township=above) for number in range(1, villages - len(kept) + 1))
    subjects = {kind: max(1, round(count * villages / len(ground.villages))) for kind, count in ground.subjects.items()}
    whole = {"subjects": subjects} if each is None else {"subjects": {}, "others": villages * each}
    return ground.model_copy(update={"villages": (*kept, *added), **whole})


def _subjects(plan: Plan, villages: list[Org]) -> dict[str, int]:
    """How many of each kind are registered, all of them made fewer alike where they are too many."""
    kinds = [kind.id for kind in plan.subject_kinds]
    paths = tuple(village.path for village in villages)
    counted: Counter[str] = Counter()
    for kind, path in Subject.objects.filter(kind__in=kinds, state="active").values_list("kind", "path"):
        counted[kind] += path.startswith(paths)
    whole = sum(counted.values())
    scale = min(1.0, MOST_SUBJECTS / whole) if whole else 0
    return {kind: max(1, round(counted[kind] * scale)) for kind in kinds if counted[kind]}
