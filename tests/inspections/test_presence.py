"""What the position of a record tells the reader of its page; nothing follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from taizhang.duties.models import Duty
from taizhang.inspections.models import Inspection
from taizhang.inspections.operations import record
from tests.cast import Cast
from tests.phone.scene import Scene, build_scene

GOOD = {"gas": "natural", "alarm": "pass", "hose": "pass"}
DOOR = {"lat": 30.6601, "lng": 104.0801}
"""Of 阿婆面馆, as the register has it."""


@pytest.fixture
def scene(cast: Cast, at: datetime) -> Scene:
    return build_scene(cast, at)


def page_of(cast: Cast, scene: Scene, browser: Any, at: datetime, **place: Any) -> str:
    body = {"checklist": "kitchen", "answers": GOOD, **place}
    about = record(by=cast.grid_worker, at=at, campaign=scene.campaign, subject=scene.subjects["阿婆面馆"], body=body)
    return str(browser("clerk").get(f"/inspections/{about}/").content.decode())


@pytest.mark.mission("C27")
@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({**DOOR, "accuracy": 8}, "误差约 8 米，距登记位置约 10 米"),
        ({"lat": 30.6701, "lng": 104.0801, "accuracy": 8}, "离登记位置约 1.1 公里，超出定位误差"),
        ({"lat": 30.6640, "lng": 104.0801, "accuracy": 600}, "定位误差较大（约 600 米）"),
        ({**DOOR, "accuracy": 8, "mocked": True}, "模拟定位软件"),
        ({}, "未取到位置"),
    ],
)
def test_where_a_record_was_made_is_said_on_its_page(
    cast: Cast, scene: Scene, browser: Any, at: datetime, place: dict[str, Any], said: str
) -> None:
    page = page_of(cast, scene, browser, at, **place)
    assert said in page
    assert Inspection.objects.get().passed
    assert Duty.objects.get(subject=scene.subject("阿婆面馆"), verb="inspect").state == "met"  # said, not punished


@pytest.mark.mission("C27")
def test_at_the_door_with_a_coarse_position_nothing_is_held_against_anybody(
    cast: Cast, scene: Scene, browser: Any, at: datetime
) -> None:
    page = page_of(cast, scene, browser, at, lat=30.6640, lng=104.0801, accuracy=600)
    assert "超出定位误差" not in page
    assert "模拟" not in page_of(cast, scene, browser, at, **DOOR, accuracy=8, mocked=False)


@pytest.mark.mission("C27")
def test_two_records_too_far_apart_for_the_time_between_are_pointed_out(
    cast: Cast, scene: Scene, browser: Any, at: datetime
) -> None:
    page_of(cast, scene, browser, at, lat=30.9, lng=104.0801, accuracy=10)
    soon = page_of(cast, scene, browser, at + timedelta(minutes=5), **DOOR, accuracy=10)
    assert "5 分钟前的记录相距约 26.7 公里，按路程来不及" in soon
    later = page_of(cast, scene, browser, at + timedelta(minutes=55), **DOOR, accuracy=10)
    assert "来不及" not in later
