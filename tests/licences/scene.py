"""A county with a station in its township, three workshops and a shop, under the pack of small food workshops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.plan import load_plan
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewOrg, NewPost, set_orgs, set_posts
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast
from tests.loop.scene import Scene, on

PACK = Path(__file__).parents[2] / "packs" / "food-workshops"
BEGAN = on(5, 8, "08:00")

COUNTY, TOWN, STATION, VILLAGE = "530177", "530177101", "530177101-S", "530177101201"
OTHER_TOWN, OTHER_STATION, OTHER_VILLAGE = "530177102", "530177102-S", "530177102201"
ORGS = [
    NewOrg(COUNTY, "area", "county", "禾川县", ""),
    NewOrg(f"{COUNTY}-PS", "bureau", "county", "局评审中心", COUNTY),
    NewOrg(f"{COUNTY}-ZF", "bureau", "county", "综合执法大队", COUNTY),
    NewOrg(f"{COUNTY}-XK", "bureau", "county", "许可股", COUNTY),
    NewOrg(TOWN, "area", "township", "石桥镇", COUNTY),
    NewOrg(STATION, "station", "township", "石桥监管所", TOWN),
    NewOrg(VILLAGE, "area", "village", "米坊村", TOWN),
    NewOrg(OTHER_TOWN, "area", "township", "豆香镇", COUNTY),
    NewOrg(OTHER_STATION, "station", "township", "豆香监管所", OTHER_TOWN),
    NewOrg(OTHER_VILLAGE, "area", "village", "酒坊村", OTHER_TOWN),
]
PEOPLE = {
    "office": (Role.OFFICE, COUNTY, "程思远"),
    "leader": (Role.LEADER, COUNTY, "陆怀民"),
    "assessment": (Role.BUREAU, f"{COUNTY}-PS", "顾安宁"),
    "enforcement": (Role.BUREAU, f"{COUNTY}-ZF", "雷小川"),
    "licensing": (Role.BUREAU, f"{COUNTY}-XK", "吴秋实"),
    "station": (Role.CLERK, STATION, "江小禾"),
    "other_station": (Role.CLERK, OTHER_STATION, "田大川"),
    "village": (Role.CLERK, VILLAGE, "周麦生"),
}
ALLOWED, FORBIDDEN = "允许生产加工", "禁止生产加工"
WORKSHOPS: dict[str, tuple[str, dict[str, Any]]] = {
    "石桥米粉坊": (VILLAGE, {"catalogue": ALLOWED, "licensed": "持有有效证件", "product": "米粉"}),
    "豆香豆腐坊": (OTHER_VILLAGE, {"catalogue": ALLOWED, "licensed": "没有证件", "product": "豆制品"}),
    "老井酒坊": (VILLAGE, {"catalogue": FORBIDDEN, "licensed": "没有证件", "product": "白酒"}),
}
SHOP = "石桥便民食品店"


def build_workshops() -> Scene:
    set_orgs(ORGS, by="user:0", at=BEGAN)
    orgs = {org.code: org for org in Org.objects.all()}
    cast = Cast(orgs)
    posts = []
    for username, (role, code, name) in PEOPLE.items():
        user = User.objects.create_user(username, password=Cast.PASSWORD, name=name)
        posts.append(NewPost(org=orgs[code], role=role, user=user.pk, person=name))
    set_posts(posts, by="user:0", at=BEGAN)
    for user in User.objects.all():
        cast.actors[user.username] = actors_of(user.pk, user.name, at=BEGAN)[0]
    new = [
        NewSubject(
            kind="workshop", name=name, org=orgs[code].number, address=f"{name}路 1 号", contact="石大田", fields=fields
        )
        for name, (code, fields) in WORKSHOPS.items()
    ]
    new.append(
        NewSubject(
            kind="buyer", name=SHOP, org=orgs[VILLAGE].number, address="桥头 2 号", fields={"buyer_type": "食品店"}
        )
    )
    add_subjects(new, by=cast.office, at=BEGAN)
    units = {"assessment": f"{COUNTY}-PS", "enforcement": f"{COUNTY}-ZF", "licensing": f"{COUNTY}-XK"}
    about = start(
        by=cast.office, at=BEGAN, plan=load_plan(PACK), root=orgs[COUNTY],
        units={unit: orgs[code].number for unit, code in units.items()},
    )  # fmt: skip
    return Scene(cast, Campaign.objects.get(pk=about), {row.name: row for row in Subject.objects.all()})
