"""The workshops and the clock of the licences' tests."""

from __future__ import annotations

import pytest

from tests.loop.conftest import Clock, clock
from tests.loop.scene import Scene

from .scene import build_workshops

__all__ = ["clock"]


@pytest.fixture
def scene(db: None, clock: Clock) -> Scene:
    return build_workshops()
