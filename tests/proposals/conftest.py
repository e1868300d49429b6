"""A campaign whose duties climb to an interview and to accountability."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import build_cast
from tests.loop.conftest import Clock, clock  # noqa: F401
from tests.loop.scene import BEGIN, PLAN, Scene, build_scene

CLERK = {"level": "village", "role": "clerk"}
HARSH: list[dict[str, Any]] = [
    {"id": "meeting", "title": "召开社区动员会", "hold": {"what": "meeting"}, "by": CLERK,
     "from": "2026-04-13", "to": "2026-04-20", "otherwise": ["supervise@0d", "interview@3d", "account@10d"]},
    {"id": "roster", "title": "报送底数", "deliver": {"document": "roster"}, "by": CLERK,
     "from": "2026-04-13", "to": "2026-04-21", "otherwise": ["interview@3d"]},
    {"id": "self-check", "title": "开展自查", "self_inspect": {"kind": "restaurant"}, "by": "subject",
     "from": "2026-04-13", "to": "2026-04-25", "otherwise": ["interview@2d"]},
    {"id": "street", "title": "街道报送方案", "deliver": {"document": "roster"},
     "by": {"level": "township", "role": "office"}, "from": "2026-04-13", "to": "2026-04-20",
     "otherwise": ["interview@1d"]},
]  # fmt: skip
WITH_LADDERS = {
    **PLAN,
    "documents": [{"id": "roster", "title": "底数表", "kind": "roster"}],
    "duties": [*PLAN["duties"], *HARSH],
}


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:  # noqa: F811
    return build_scene(build_cast(BEGIN), WITH_LADDERS)
