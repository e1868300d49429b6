"""The story needs a street, an office, and phones; everything else comes in through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from tests.cast import Cast
from tests.phone.conftest import camera, new_phone, now

__all__ = ["camera", "new_phone", "now", "scene"]


@pytest.fixture
def scene(transactional_db: None, cast: Cast) -> Cast:
    """Nothing but the street itself: no plan, no register."""
    return cast


@pytest.fixture
def set_now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Later the same day: what the desks and the worker take for now."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)
