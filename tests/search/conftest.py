"""The scene of the loop; a shop has a telephone, cases lie in both communities and in both lines."""

from __future__ import annotations

import pytest

from taizhang.subjects.operations import correct
from tests.loop.conftest import Clock, clock, scene
from tests.loop.scene import Scene

__all__ = ["clock", "scene"]


@pytest.fixture
def town(scene: Scene, clock: Clock) -> Scene:
    shop = scene.subjects["阿婆面馆"].pk
    changes = {"contact": "秦阿婆", "phone": "13912345678", "code": "FD-0147", "address": "柳荫路18号"}
    correct(by=scene.cast.office, at=clock.now, subject=shop, changes=changes)
    for category, name, title in (
        ("hose", "阿婆面馆", "灶台软管老化"),
        ("leak", "阿婆面馆", "总阀漏气"),
        ("hose", "稻香饭庄", "灶台软管破损"),
        ("leak", "稻香饭庄", "后厨阀门漏气"),
    ):
        scene.found(category, clock.now, shop=name, title=title)
    return scene
