"""A campaign in which shops that volunteer collect points."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import build_cast
from tests.loop.conftest import Clock, clock  # noqa: F401
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene

POINTS: dict[str, Any] = {
    "kinds": ["restaurant"],
    "sorts": [
        {"id": "kitchen", "name": "厨余垃圾", "points": "1"},
        {"id": "plastic", "name": "废塑料", "points": "2.5"},
    ],
}
WITH_POINTS = {**PLAN, "points": POINTS}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:  # noqa: F811
    return build_scene(build_cast(BEGIN), WITH_POINTS)
