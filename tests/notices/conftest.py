"""The scene of the loop, with a worker's round that tells what happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from taizhang.journal.seal import seal
from taizhang.workflows.clock import tick
from taizhang.workflows.told import tell_people
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import Scene

Round = Callable[[], int]


@pytest.fixture
def told(scene: Scene, clock: Clock) -> Round:
    """A round of the worker; what came before the first one is old."""

    def round_() -> int:
        tick(now=clock.now)
        seal(at=clock.now)
        return tell_people(now=clock.now)

    round_()
    return round_
