"""青禾街道 with two schools that live by packs/school-safety, and the people of a school campaign."""

from __future__ import annotations

from pathlib import Path

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.plan import load_plan
from taizhang.core.roles import Role
from taizhang.orgs.models import Org
from taizhang.orgs.operations import NewPost, set_posts
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import build_cast
from tests.loop.scene import FIRST_GRID, SAFETY, SECOND_GRID, STREET, Scene, on

PACK = Path(__file__).parents[2] / "packs" / "school-safety"
START = on(2, 16, "08:00")
SCHOOLS = {"青石镇中心小学": (FIRST_GRID, "head", "罗校长"), "望湖初级中学": (SECOND_GRID, "other_head", "姚校长")}


def build_school() -> Scene:
    """Started on Monday 16 February 2026; `head` and `other_head` answer for the schools, `bureau` for education."""
    cast = build_cast(START)
    orgs = {org.code: org for org in Org.objects.all()}
    fields = {"stage": "小学", "pupils": 320}
    add_subjects(
        [
            NewSubject(kind="school", name=name, org=orgs[code].number, address=f"{name}路1号", fields=fields)
            for name, (code, _, _) in SCHOOLS.items()
        ],
        by=cast.office, at=START,
    )  # fmt: skip
    subjects = {row.name: row for row in Subject.objects.all()}
    for school, (code, login, person) in SCHOOLS.items():
        user = User.objects.create_user(login, password=cast.PASSWORD, name=person)
        post = NewPost(org=orgs[code], role=Role.OWNER, user=user.pk, person=person, subject=subjects[school].pk)
        set_posts([post], by="user:0", at=START)
        cast.actors[login] = actors_of(user.pk, person, at=START)[0]
    plan = load_plan(PACK)
    units = {unit.id: orgs[SAFETY].number for unit in plan.units}
    about = start(by=cast.office, at=START, plan=plan, root=orgs[STREET], units=units)
    return Scene(cast, Campaign.objects.get(pk=about), subjects)
