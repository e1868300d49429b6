"""The fixed cast of the tests: 青禾街道 with two communities, four grids, a bureau, and one person in each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.models import User
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts

PASSWORD = "wheat-harvest-2026"

ORGS = [
    NewOrg(code="530199001", kind="area", level="township", name="青禾街道", parent_code=""),
    NewOrg(code="530199001-AJB", kind="bureau", level="township", name="青禾街道应急办", parent_code="530199001"),
    NewOrg(code="530199001001", kind="area", level="village", name="柳荫社区", parent_code="530199001"),
    NewOrg(code="530199001002", kind="area", level="village", name="稻香社区", parent_code="530199001"),
    NewOrg(code="530199001001-01", kind="area", level="grid", name="柳荫第一网格", parent_code="530199001001"),
    NewOrg(code="530199001001-02", kind="area", level="grid", name="柳荫第二网格", parent_code="530199001001"),
    NewOrg(code="530199001002-01", kind="area", level="grid", name="稻香第一网格", parent_code="530199001002"),
    NewOrg(code="530199001002-02", kind="area", level="grid", name="稻香第二网格", parent_code="530199001002"),
]

PEOPLE = {
    "office": (Role.OFFICE, "530199001", "程思远"),
    "leader": (Role.LEADER, "530199001", "陆怀民"),
    "bureau": (Role.BUREAU, "530199001-AJB", "顾安宁"),
    "supervisor": (Role.SUPERVISOR, "530199001", "严正清"),
    "clerk": (Role.CLERK, "530199001001", "江小禾"),
    "other_clerk": (Role.CLERK, "530199001002", "田大川"),
    "grid_worker": (Role.GRID_WORKER, "530199001001-01", "周麦生"),
    "second_grid_worker": (Role.GRID_WORKER, "530199001001-01", "吴秋实"),
    "other_grid_worker": (Role.GRID_WORKER, "530199001002-01", "何田田"),
    "system_admin": (Role.SYSTEM_ADMIN, "530199001", "管小维"),
    "security_admin": (Role.SECURITY_ADMIN, "530199001", "安守正"),
    "auditor": (Role.AUDITOR, "530199001", "沈鉴"),
}


@dataclass
class Cast:
    """Actors by name (`cast.office`, `cast.grid_worker`, …) and orgs by code."""

    orgs: dict[str, Org]
    actors: dict[str, Actor] = field(default_factory=dict)
    PASSWORD: str = PASSWORD

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["actors"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def user(self, name: str) -> User:
        return User.objects.get(pk=self.actors[name].user)


def build_cast(at: datetime) -> Cast:
    set_orgs(ORGS, by="user:0", at=at)
    orgs = {org.code: org for org in Org.objects.all()}
    posts = []
    for username, (role, code, name) in PEOPLE.items():
        user = User.objects.create_user(username, password=PASSWORD, name=name)
        posts.append(NewPost(org=orgs[code], role=role, user=user.pk, person=name))
    set_posts(posts, by="user:0", at=at)
    cast = Cast(orgs)
    for user in User.objects.all():
        cast.actors[user.username] = actors_of(user.pk, user.name, at=timezone.now())[0]
    return cast
