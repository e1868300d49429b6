"""A street in the middle of its campaign: a problem at each stop, reports before their cut-off, everybody at a post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from taizhang.reports.operations import sweep
from taizhang.workflows.clock import tick
from tests.cast import Cast, build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, SAFETY, Scene, build_scene
from tests.loop.test_loop import assign, go_round, rectify

__all__ = ["clock"]

NEW, MAJOR, BUREAUS, MENDED, READY = (
    "灶台旁的软管没有固定", "地下厨房使用瓶装液化石油气", "橡胶软管超期使用", "阀门松动", "软管接头有裂纹",
)  # fmt: skip
PAPERS = [f"{name}没有上墙" for name in ("用气制度", "巡查制度", "值班制度", "培训制度")]

WITH_REPORTS: dict[str, Any] = {
    **PLAN,
    "reports": [
        {"id": "daily", "title": "燃气安全排查日报", "every": "daily", "during": "screening",
         "measures": ["inspections.done", "cases.filed", "cases.open"],
         "chain": [{"level": "village", "role": "clerk", "at": "16:00"},
                   {"level": "township", "role": "office", "at": "17:00"}]},
    ],
}  # fmt: skip


@dataclass
class Street:
    """The scene of the loop, and its problems by title."""

    loop: Scene
    cases: dict[str, UUID]

    def state(self, title: str) -> str:
        return self.loop.state(self.cases[title]).state


@pytest.fixture
def scene(transactional_db: None, clock: Clock) -> Street:
    loop = build_scene(build_cast(BEGIN), WITH_REPORTS)
    cases = {
        title: loop.found(category, clock.now, title=title)
        for title, category in ((MAJOR, "cellar"), (MENDED, "hose"), (READY, "hose"))
    }
    assign(loop, cases[MAJOR], responsible="秦阿婆", measures="停用并拆除", money="自筹", emergency="关阀撤离")
    assign(loop, cases[MENDED])
    rectify(loop, cases[MENDED])
    go_round(loop, cases[READY], "accepted")
    for title in PAPERS:
        cases[title] = loop.found("papers", clock.now, shop="柳荫小炒", title=title)
    clock.to(5, 25)
    cases[NEW] = loop.found("hose", clock.now, title=NEW)
    cases[BUREAUS] = loop.found("hose", clock.now, title=BUREAUS)
    assign(loop, cases[BUREAUS], SAFETY)
    tick(now=clock.now)
    sweep(now=clock.now)
    return Street(loop, cases)


@pytest.fixture
def cast(scene: Street) -> Cast:
    return scene.loop.cast
