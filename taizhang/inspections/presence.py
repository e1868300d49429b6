"""How far from the subject's registered place a record was made: said beside the record, never punished."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

EARTH = 6_371_000
"""Mean radius in metres."""


def metres_between(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Along the ground, by the haversine formula."""
    north, east = radians(other_lat - lat), radians(other_lng - lng)
    half = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def distance_label(metres: float) -> str:
    return f"约 {max(10, round(metres, -1)):.0f} 米" if metres < 1000 else f"约 {metres / 1000:.1f} 公里"
