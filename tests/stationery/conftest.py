"""The scene and the clock of the loop's tests."""

from __future__ import annotations

from tests.loop.conftest import clock, scene

__all__ = ["clock", "scene"]
