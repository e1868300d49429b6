"""The scene of the loop, with a worker's round that tells what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from taizhang.journal.seal import seal
from taizhang.workflows.clock import tick
from taizhang.workflows.told import tell_people
from tests.loop.conftest import Clock
from tests.loop.conftest import clock as clock
from tests.loop.conftest import scene as scene
from tests.loop.scene import Scene
from tests.notices.servers import MailBox, Service

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


@pytest.fixture
def mailbox(settings: Any) -> Iterator[MailBox]:
    settings.OUTGOING = frozenset({"127.0.0.1"})
    box = MailBox()
    with box.running():
        yield box


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    settings.OUTGOING = frozenset({"127.0.0.1"})
    heard = Service()
    with heard.running():
        yield heard
