"""What a record's position tells: how exact, how far from the registered place, whether it can be. Never punished.

Points of records only: nobody's way between them is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from .models import Inspection

EARTH = 6_371_000
"""Mean radius in metres."""

AT_PLACE = 200
"""Metres within which one is at the place, whatever the phone's accuracy (as on the phone: parts/place.tsx)."""

COARSE = 100
"""Metres of error from which a position says little."""

FASTEST = 130 / 3.6
"""Metres a second: nobody gets from shop to shop faster by road."""

LATELY = timedelta(hours=2)


def remarks(row: Inspection, registered: tuple[float, float] | None, before: Inspection | None) -> Iterator[str]:
    """What a reader should know about where the record was made. `before`: the inspector's last one with a position."""
    if row.lat is None or row.lng is None:
        return
    accuracy = row.accuracy or 0
    if row.mocked:
        yield "手机报告这个位置由模拟定位软件给出"
    if accuracy > COARSE:
        yield f"定位误差较大（约 {accuracy:.0f} 米），距离仅供参考"
    if registered is not None:
        metres = metres_between(row.lat, row.lng, *registered)
        if metres > AT_PLACE + accuracy:
            yield f"离登记位置{distance_label(metres)}，超出定位误差；也可能是登记的坐标不准"
    if before is not None and before.lat is not None and before.lng is not None:
        metres = metres_between(row.lat, row.lng, before.lat, before.lng) - accuracy - (before.accuracy or 0)
        passed = row.happened_at - before.happened_at
        if timedelta() <= passed <= LATELY and metres > 1000 + FASTEST * passed.total_seconds():
            minutes = max(1, round(passed.total_seconds() / 60))
            yield f"与同一检查人 {minutes} 分钟前的记录相距{distance_label(metres)}，按路程来不及"


def metres_between(lat: float, lng: float, other_lat: float, other_lng: float) -> float:
    """Along the ground, by the haversine formula."""
    north, east = radians(other_lat - lat), radians(other_lng - lng)
    half = sin(north / 2) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(east / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(1.0, half)))


def distance_label(metres: float) -> str:
    return f"约 {max(10, round(metres, -1)):.0f} 米" if metres < 1000 else f"约 {metres / 1000:.1f} 公里"
