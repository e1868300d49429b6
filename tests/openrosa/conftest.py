"""A campaign that runs now, and a grid worker's ODK Collect."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from PIL import Image

from taizhang.openrosa.devices import add_device
from tests.cast import Cast
from tests.openrosa.collect import Collect
from tests.phone.scene import Scene, build_scene


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def scene(cast: Cast, now: datetime) -> Scene:
    return build_scene(cast, now)


@pytest.fixture
def collect(cast: Cast, scene: Scene, now: datetime) -> Collect:
    return Collect("/odk/" + add_device(by=cast.grid_worker, name="一号平板", at=now))


@pytest.fixture
def picture() -> Callable[[int], bytes]:
    """Another photo for each number."""

    def take(number: int) -> bytes:
        stored = io.BytesIO()
        Image.new("RGB", (40, 30), (number * 60, 90, 60)).save(stored, "JPEG")
        return stored.getvalue()

    return take
