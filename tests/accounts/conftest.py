"""The scene of the loop and its clock, for what needs them here."""

from tests.loop.conftest import clock, scene

__all__ = ["clock", "scene"]
