"""The scene of the loop, with its clock."""

from __future__ import annotations

from tests.loop.conftest import clock, scene

__all__ = ["clock", "scene"]
