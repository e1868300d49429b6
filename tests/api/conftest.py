"""A campaign that runs now, and clients signed in as its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.cast import Cast
from tests.phone.scene import Scene, build_scene


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def scene(cast: Cast, now: datetime) -> Scene:
    return build_scene(cast, now)


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """A client for a name of the cast."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(cast.user(name))
        return client

    return sign_in
