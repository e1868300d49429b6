"""The workshops, the shop and the clock of the supplies' tests."""

from __future__ import annotations

from tests.licences.conftest import clock, scene

__all__ = ["clock", "scene"]
