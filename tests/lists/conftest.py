from tests.loop.conftest import clock, scene
from tests.search.conftest import town

__all__ = ["clock", "scene", "town"]
