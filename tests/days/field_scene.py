"""A village in the middle of its campaign: visits owed, a report due, a case urged, one to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from taizhang.campaigns.operations import open_to_residents
from taizhang.campaigns.queries import plan_of
from taizhang.cases.operations import file, take_step
from taizhang.core.plan import Plan
from taizhang.licences.operations import Paper
from taizhang.licences.operations import enter as enter_licences
from taizhang.subjects.models import Subject
from taizhang.workflows.clock import tick
from tests.cast import Cast
from tests.phone.conftest import camera, now
from tests.phone.scene import Scene, build_scene, settle_owner, written_around

__all__ = ["camera", "now"]

VILLAGE, GRID = "530199001001", "530199001001-01"
OWN, FISHERS, HOMELY = "阿婆面馆", "湖边渔家", "青禾小炒"


def plan_of_the_village(now: datetime) -> Plan:
    """What grid workers and shops owe, as on the phone; and what the village itself owes."""
    written: dict[str, Any] = written_around(now)
    written["subject_kinds"].append(
        {"id": "workshop", "name": "食品小作坊", "fields": [{"id": "name", "label": "名称"}]}
    )
    written["categories"] += [
        {"id": "unlicensed", "name": "无证生产", "period": "10d"},
        {"id": "stove", "name": "灶具没有熄火保护", "period": "3d"},
    ]
    written["licences"] = [
        {"id": "permit", "name": "食品经营许可证", "kind": "restaurant", "remind": "30d", "by": {"level": "village"}},
        {"id": "production", "name": "小作坊生产许可证", "kind": "workshop", "category": "unlicensed"},
    ]
    written["duties"].append(
        {
            "id": "training",
            "title": "组织燃气安全培训",
            "hold": {"what": "training"},
            "by": {"level": "village", "role": "clerk"},
            "during": "screening",
        }
    )
    written["reports"] = [
        {
            "id": "daily",
            "title": "燃气安全排查日报",
            "every": "daily",
            "during": "screening",
            "measures": ["inspections.done", "cases.filed", "cases.open"],
            "chain": [{"level": "village", "role": "clerk", "at": "16:00"}],
        }
    ]
    written["lifecycle"] = {"otherwise": ["remind@-2d", "supervise@0d"]}
    return Plan.from_dict(written)


@dataclass
class Village(Scene):
    """The running campaign, and its cases by what is the matter with them."""

    cases: dict[str, UUID]


@pytest.fixture
def scene(transactional_db: None, cast: Cast, now: datetime) -> Village:
    began = build_scene(cast, now, plan_of_the_village(now))
    before = now - timedelta(minutes=50)
    settle_owner(cast, began, before)
    cases = {
        "urged": _assigned(cast, began, now - timedelta(days=2), HOMELY, VILLAGE, "灶具没有熄火保护装置", "stove"),
        "mended": _assigned(cast, began, before, FISHERS, GRID, "软管穿墙没有套管"),
        "own": _assigned(cast, began, before, OWN, GRID, "后厨软管有裂纹"),
    }
    step = {"reason": "已加装套管"}
    take_step(by=cast.second_grid_worker, at=before, case=cases["mended"], verb="rectified", body=step)
    kind = next(one for one in plan_of(began.campaign).licences if one.id == "permit")
    paper = Paper(kind, subject=began.subjects[OWN], number="JY0001", valid_until=(now + timedelta(days=300)).date())
    enter_licences(by=cast.office, at=before, campaign=began.campaign, papers=[paper])
    open_to_residents(by=cast.office, at=before, campaign=began.campaign, public=True)
    began.campaign.refresh_from_db()
    tick(now=now)
    return Village(began.campaign, {row.name: row for row in Subject.objects.all()}, cases)


def _assigned(
    cast: Cast, scene: Scene, at: datetime, shop: str, handler: str, title: str, category: str = "hose"
) -> UUID:
    about = file(
        by=cast.office, at=at, campaign=scene.campaign, org=cast.orgs[GRID], category=category, title=title,
        subject=scene.subject(shop),
    )  # fmt: skip
    take_step(by=cast.clerk, at=at, case=about, verb="assigned", body={"handler": cast.orgs[handler].number})
    return about
