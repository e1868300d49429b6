"""The gas campaign with problems in both communities, and other systems with keys of different scope."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from taizhang.access.actor import Actor
from taizhang.doors.keys import NewKey, make_key
from taizhang.doors.models import Key
from taizhang.doors.tables import CHOICES
from taizhang.subjects.operations import correct
from tests.cast import build_cast
from tests.loop.conftest import Clock, clock
from tests.loop.scene import BEGIN, PLAN, STREET, Scene, build_scene
from tests.loop.test_scope import text_of

__all__ = ["clock"]

PHONE, ID_NUMBER = "13900001234", "530102197001011234"
FIELDS = [
    {"id": "name", "label": "店名"},
    {"id": "phone", "label": "联系电话", "type": "phone", "privacy": "personal"},
    {"id": "seats", "label": "餐位数", "type": "number"},
    {"id": "holder", "label": "业主身份证号", "type": "idnumber", "privacy": "sensitive"},
]
FOUND = (("甲安", "hose", "阿婆面馆"), ("甲火", "leak", "阿婆面馆"), ("乙安", "hose", "稻香饭庄"))


@dataclass
class Outside:
    """Another system that shows its key with each request."""

    key: str
    client: Client = field(default_factory=Client)

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(f"/data/{address}", query, headers={"X-API-Key": self.key})

    def text(self, address: str, **query: Any) -> str:
        answer = self.get(address, **query)
        told = text_of(answer)
        assert answer.status_code == 200, (address, answer.status_code, told)
        return told

    def json(self, address: str, **query: Any) -> Any:
        return json.loads(self.text(address, **query))


@dataclass
class Systems:
    """Makes keys, as the security administrator does."""

    scene: Scene
    clock: Clock

    @property
    def admin(self) -> Actor:
        return self.scene.cast.security_admin

    def key(self, code: str = STREET, *, tables: Sequence[str] = tuple(CHOICES), **more: Any) -> Outside:
        new = NewKey(name="市数据平台", org=self.scene.org(code).number, tables=tables, **more)
        return Outside(make_key(new, by=self.admin, at=self.clock.now))

    def row(self, system: Outside) -> Key:
        return Key.objects.get(start=system.key[:9])


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    kinds = [{**PLAN["subject_kinds"][0], "fields": FIELDS}]
    scene = build_scene(build_cast(BEGIN), {**PLAN, "subject_kinds": kinds})
    for word, category, shop in FOUND:
        scene.found(category, clock.now, shop=shop, title=f"{word}的问题", description=f"{word}店主口述")
    for shop in ("阿婆面馆", "稻香饭庄"):
        changes = {"phone": PHONE, "fields.seats": 30, "fields.holder": ID_NUMBER}
        correct(by=scene.cast.office, at=clock.now, subject=scene.subjects[shop].pk, changes=changes)
    return scene


@pytest.fixture
def systems(scene: Scene, clock: Clock) -> Systems:
    return Systems(scene, clock)
