"""Which datum a pair of coordinates is in, and the same spot in another: CGCS2000, WGS 84, GCJ-02, BD-09.

Everything is kept in WGS 84, as satellites tell it. CGCS2000 (天地图, land surveys) differs from it by centimetres and
is taken as the same. GCJ-02 (高德, 腾讯) is shifted by some hundred metres within China, BD-09 (百度) once more. The
shift has no published inverse: it is found by approaching, to far below a millimetre.
"""

from __future__ import annotations

from enum import StrEnum
from math import atan2, cos, hypot, pi, radians, sin, sqrt

Spot = tuple[float, float]
"""Latitude and longitude in degrees."""


class Datum(StrEnum):
    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def label(self) -> str:
        return {
            "wgs84": "WGS-84（手机定位、GPS）",
            "cgcs2000": "CGCS2000（国土测绘、天地图）",
            "gcj02": "GCJ-02（高德、腾讯地图）",
            "bd09": "BD-09（百度地图）",
        }[self.value]


AXIS = 6378245.0
FLATTENING = 0.00669342162296594323
"""Of the ellipsoid of Krassowski, on which the shift of GCJ-02 is laid."""
TURN = pi * 3000 / 180
"""Of the ripple of BD-09."""
ROUNDS = 12
"""Each brings the inverse some hundred times nearer: more than enough."""


def converted(spot: Spot, given: Datum, wanted: Datum) -> Spot:
    """The same place in another datum."""
    if _same(given) is _same(wanted):
        return spot
    return _from_wgs84(_to_wgs84(spot, given), wanted)


def in_china(spot: Spot) -> bool:
    """Whether the shift of GCJ-02 applies: the rectangle that maps take for it."""
    lat, lng = spot
    return 0.8293 <= lat <= 55.8271 and 72.004 <= lng <= 137.8347


def _same(datum: Datum) -> Datum:
    return Datum.WGS84 if datum is Datum.CGCS2000 else datum


def _from_wgs84(spot: Spot, wanted: Datum) -> Spot:
    if _same(wanted) is Datum.WGS84:
        return spot
    shifted = _gcj02(spot)
    return shifted if wanted is Datum.GCJ02 else _bd09(shifted)


def _to_wgs84(spot: Spot, given: Datum) -> Spot:
    if _same(given) is Datum.WGS84 or not in_china(spot):
        return spot
    lat, lng = spot
    for _ in range(ROUNDS):
        reached = _from_wgs84((lat, lng), given)
        lat, lng = lat + spot[0] - reached[0], lng + spot[1] - reached[1]
    return lat, lng


def _gcj02(spot: Spot) -> Spot:
    if not in_china(spot):
        return spot
    lat, lng = spot
    east, north = lng - 105.0, lat - 35.0
    curve = 1 - FLATTENING * sin(radians(lat)) ** 2
    up = _northward(east, north) * 180 / (AXIS * (1 - FLATTENING) / (curve * sqrt(curve)) * pi)
    over = _eastward(east, north) * 180 / (AXIS / sqrt(curve) * cos(radians(lat)) * pi)
    return lat + up, lng + over


def _northward(x: float, y: float) -> float:
    """Metres."""
    found = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    found += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    found += (20 * sin(y * pi) + 40 * sin(y / 3 * pi)) * 2 / 3
    return found + (160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3


def _eastward(x: float, y: float) -> float:
    """Metres."""
    found = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    found += (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3
    found += (20 * sin(x * pi) + 40 * sin(x / 3 * pi)) * 2 / 3
    return found + (150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3


def _bd09(spot: Spot) -> Spot:
    y, x = spot
    far = hypot(x, y) + 0.00002 * sin(y * TURN)
    angle = atan2(y, x) + 0.000003 * cos(x * TURN)
    return far * sin(angle) + 0.006, far * cos(angle) + 0.0065
