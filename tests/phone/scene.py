"""A campaign that runs now on the cast's tree: restaurants to be checked by grid workers, a notice to be signed for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from taizhang.access.actor import actors_of
from taizhang.accounts.models import User
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.operations import start
from taizhang.core.calendar import CHINA
from taizhang.core.plan import Plan
from taizhang.core.roles import Role
from taizhang.orgs.operations import NewPost, set_posts
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import NewSubject, add_subjects
from tests.cast import Cast

CHECKLIST = (Path(__file__).parent / "kitchen.md").read_text(encoding="utf-8")


def plan_around(now: datetime) -> Plan:
    return Plan.from_dict(written_around(now))


def written_around(now: datetime) -> dict[str, Any]:
    """A plan whose screening phase runs from ten days before `now` to twenty days after."""
    today = now.astimezone(CHINA).date()
    return {
        "id": "gas",
        "title": "青禾街道燃气安全专项整治实施方案",
        "field": "城镇燃气",
        "phases": [
            {
                "id": "screening",
                "name": "排查治理",
                "start": (today - timedelta(days=10)).isoformat(),
                "end": (today + timedelta(days=20)).isoformat(),
            }
        ],
        "subject_kinds": [
            {
                "id": "restaurant",
                "name": "用气餐饮场所",
                "checklist": "kitchen",
                "fields": [
                    {"id": "name", "label": "店名", "required": True},
                    {"id": "phone", "label": "联系电话", "type": "phone", "privacy": "personal"},
                    {"id": "seats", "label": "餐位数", "type": "number", "unit": "个"},
                ],
            }
        ],
        "categories": [
            {
                "id": "no-alarm",
                "name": "未装报警装置",
                "severity": "serious",
                "period": "3d",
                "evidence": {"photo": True},
            },
            {"id": "hose", "name": "软管不符合要求", "severity": "general", "period": "3wd"},
            {"id": "bottle", "name": "气瓶不符合要求", "severity": "serious", "period": "0d"},
        ],
        "duties": [
            {
                "id": "check",
                "title": "逐户检查用气餐饮场所",
                "inspect": {"kind": "restaurant"},
                "by": {"level": "grid", "role": "grid-worker"},
                "during": "screening",
                "evidence": {"place": True, "signature": True},
            },
            {
                "id": "self",
                "title": "开展燃气安全自查",
                "self_inspect": {"kind": "restaurant"},
                "by": "subject",
                "during": "screening",
            },
            {
                "id": "patrol",
                "title": "走访沿街商户",
                "patrol": {},
                "by": {"level": "grid", "role": "grid-worker"},
                "during": "screening",
            },
        ],
        "checklists": {"kitchen": CHECKLIST},
    }


@dataclass
class Scene:
    """The running campaign and its restaurants by name."""

    campaign: Campaign
    subjects: dict[str, Subject]

    def subject(self, name: str) -> UUID:
        return self.subjects[name].pk


RESTAURANTS = {
    "阿婆面馆": ("530199001001-01", 30.6601, 104.0801),
    "湖边渔家": ("530199001001-01", 30.6652, 104.0850),
    "青禾小炒": ("530199001001-01", None, None),
    "稻香饭庄": ("530199001002-01", 30.6701, 104.0901),
}


def build_scene(cast: Cast, now: datetime, plan: Plan | None = None) -> Scene:
    """Three restaurants in the grid worker's grid, one in another community; started an hour before `now`."""
    before = now - timedelta(hours=1)
    new = [
        NewSubject(
            kind="restaurant", name=name, org=cast.orgs[code].number, address=f"青禾街{number}号", lat=lat, lng=lng
        )
        for number, (name, (code, lat, lng)) in enumerate(RESTAURANTS.items(), start=1)
    ]
    add_subjects(new, by=cast.office, at=before - timedelta(days=30))
    about = start(by=cast.office, at=before, plan=plan or plan_around(now), root=cast.orgs["530199001"], units={})
    return Scene(Campaign.objects.get(pk=about), {row.name: row for row in Subject.objects.all()})


def settle_owner(cast: Cast, scene: Scene, at: datetime) -> None:
    """Whoever runs 阿婆面馆 gets an account and a post."""
    user = User.objects.create_user("owner", password=cast.PASSWORD, name="秦阿婆")
    shop, grid = scene.subject("阿婆面馆"), cast.orgs["530199001001-01"]
    set_posts([NewPost(org=grid, role=Role.OWNER, user=user.pk, person=user.name, subject=shop)], by="user:0", at=at)
    cast.actors["owner"] = actors_of(user.pk, user.name, at=timezone.now())[0]
