"""The clock of the loop's tests."""

from __future__ import annotations

from tests.loop.conftest import clock

__all__ = ["clock"]
