"""The pages take the moment of the test for now."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, at: datetime) -> datetime:
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    return at
