"""The scene of the reports' tests, and a clock that the tests set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests.cast import build_cast

from .scene import Scene, build_scene, on


@pytest.fixture
def scene(db: None) -> Scene:
    return build_scene(build_cast(on(1, "09:00")))


@dataclass
class Clock:
    """What the product takes for now."""

    now: datetime

    def to(self, day: int, time: str) -> datetime:
        self.now = on(day, time)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(on(13, "15:30"))

    def tick() -> datetime:
        clock.now += timedelta(milliseconds=1)
        return clock.now

    monkeypatch.setattr(timezone, "now", tick)
    return clock
