"""A town to measure in: a tree, posts, a register, one campaign; all entered through the operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.cases.operations import file_draft
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.subjects.operations import NewSubject, add_subjects

VILLAGES, GRIDS = 20, 3
TOWN = "530199001"
BATCH = 500


@dataclass
class Town:
    """`office` manages all; `workers` are one for each grid."""

    office: Actor
    root: Org
    grids: list[Org]
    workers: list[Actor]
    campaign: Campaign | None = None

    def drafts(self, count: int, *, at: datetime) -> Iterator[Draft]:
        """Problems filed, one grid after the other."""
        assert self.campaign is not None
        categories = cycle([one.id for one in Plan.from_dict(self.campaign.plan).categories])
        for index in range(count):
            grid = index % len(self.grids)
            yield file_draft(
                by=self.workers[grid], at=at + timedelta(milliseconds=index), campaign=self.campaign,
                org=self.grids[grid], category=next(categories), title=f"灶前软管老化，第{index}处",
                description="现场检查发现软管表面龟裂，卡箍松动，已口头告知立即停用，待更换后复查。",
            )  # fmt: skip

    def file(self, count: int, *, at: datetime) -> int:
        """File so many problems, in batches as an import does."""
        drafts = self.drafts(count, at=at)
        while batch := list(islice(drafts, BATCH)):
            append(batch, at=at + timedelta(seconds=count // 1000 + 1), strict=False)
        return count


def build(subjects: int, kind: str, *, at: datetime) -> Town:
    """A town of 60 grids, its people, and so many subjects of a kind."""
    villages = [f"{TOWN}{number:03d}" for number in range(1, VILLAGES + 1)]
    orgs = [NewOrg(TOWN, Org.AREA, "township", "青禾街道", "")]
    orgs += [NewOrg(code, Org.AREA, "village", f"第{index}社区", TOWN) for index, code in enumerate(villages, 1)]
    orgs += [
        NewOrg(f"{code}-{grid:02d}", Org.AREA, "grid", f"第{index}社区第{grid}网格", code)
        for index, code in enumerate(villages, 1)
        for grid in range(1, GRIDS + 1)
    ]
    set_orgs(orgs, by="user:0", at=at)
    stored = {org.code: org for org in Org.objects.all()}
    grids = [org for org in stored.values() if org.level == "grid"]
    places = [(stored[TOWN], Role.OFFICE), *((grid, Role.GRID_WORKER) for grid in grids)]
    users = [User(username=f"u{index}", name=f"人员{index}", password="!") for index in range(len(places))]  # noqa: S106
    User.objects.bulk_create(users)
    posts = [NewPost(org, role, user.pk, user.name) for (org, role), user in zip(places, users, strict=True)]
    set_posts(posts, by="user:0", at=at)
    actors = [actors_of(user.pk, user.name, at=at)[0] for user in users]
    town = Town(actors[0], stored[TOWN], grids, actors[1:])
    add_subjects(
        [NewSubject(kind=kind, name=f"第{index}号餐馆", org=grids[index % len(grids)].number,
                    address=f"青禾路{index}号") for index in range(subjects)],
        by=town.office, at=at,
    )  # fmt: skip
    return town
