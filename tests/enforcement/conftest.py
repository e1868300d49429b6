"""The workshops and the clock of the case files under law."""

from __future__ import annotations

from tests.licences.conftest import clock, scene

__all__ = ["clock", "scene"]
