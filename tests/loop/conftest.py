"""The scene of the loop, and a clock that the tests set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.cast import build_cast
from tests.loop.scene import BEGIN, Scene, build_scene, on


@dataclass
class Clock:
    """What the product takes for now; each look at it is a little later than the one before."""

    now: datetime

    def to(self, month: int, day: int, time: str = "09:00") -> datetime:
        self.now = on(month, day, time)
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.SESSION_COOKIE_AGE = 366 * 24 * 3600  # people stay signed in while the tests let days go by
    clock = Clock(on(5, 13))

    def tick() -> datetime:
        clock.now += timedelta(milliseconds=1)
        return clock.now

    monkeypatch.setattr(timezone, "now", tick)
    return clock


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_scene(build_cast(BEGIN))
