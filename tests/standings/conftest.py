"""A campaign in which two communities are rated each week."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import build_cast
from tests.loop.conftest import Clock, clock  # noqa: F401
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene

RATING: dict[str, Any] = {
    "id": "weekly", "title": "社区周评比", "level": "village", "every": "weekly",
    "terms": [
        {"measure": "cases.overdue", "weight": -5},
        {"measure": "cases.struck", "of": "cases.filed", "weight": 20},
        {"measure": "inspections.done", "weight": 1},
    ],
    "flags": [{"id": "red", "name": "红旗", "best": 1}, {"id": "black", "name": "黑旗", "worst": 1}],
    "consequences": [
        {"flag": "black", "role": "leader", "level": "township", "proposal": "请包村领导在会上说明情况"},
        {"flag": "black", "role": "leader", "level": "township", "proposal": "村干部每人罚款300元", "harsh": True},
        {"flag": "black", "in_a_row": 4, "role": "leader", "level": "township", "proposal": "研究是否建议停职",
         "no_awards": True},
    ],
}  # fmt: skip


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:  # noqa: F811
    return build_scene(build_cast(BEGIN), {**PLAN, "ratings": [RATING]})
