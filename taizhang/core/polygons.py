"""Outlines of parcels and buildings, walked or drawn: corners kept as "lat,lng lat,lng …", and the area within."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

Corner = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

LONGEST = 4000
"""Characters: some 180 corners."""

METRES_A_DEGREE = 111_195
"""Of latitude, on a sphere of the mean radius."""

SQUARE_METRES = {"亩": 10_000 / 15, "平方米": 1.0, "㎡": 1.0, "公顷": 10_000.0}
LARGEST = 100_000_000
"""Square metres: what is larger than a township's farmland is a slip."""

_CORNER = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")


class NoPolygon(ValueError):  # noqa: N818 - it says what the text is
    """What is wrong with the outline, and how to mend it, in Chinese."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}。{remedy}")


@dataclass(frozen=True, slots=True)
class Polygon:
    corners: Sequence[Corner]

    @property
    def area(self) -> float:
        """Square metres, on a plane laid at its middle: exact to a thousandth for parcels."""
        flat = _flat(self.corners)
        return abs(sum(_cross(one, other) for one, other in _sides(flat))) / 2

    @property
    def centre(self) -> Corner:
        lats, lngs = zip(*self.corners, strict=True)
        return sum(lats) / len(lats), sum(lngs) / len(lngs)

    @property
    def text(self) -> str:
        return " ".join(f"{lat:.6f},{lng:.6f}" for lat, lng in self.corners)

    @property
    def geojson(self) -> dict[str, object]:
        ring = [[lng, lat] for lat, lng in (*self.corners, self.corners[0])]
        return {"type": "Polygon", "coordinates": [ring]}

    @property
    def words(self) -> str:
        """ "3.20 亩（2133 平方米，6 个拐点）"."""
        return f"{self.area / SQUARE_METRES['亩']:.2f} 亩（{self.area:.0f} 平方米，{len(self.corners)} 个拐点）"


def read_polygon(text: str) -> Polygon:
    """The outline in a text. Raises NoPolygon."""
    parts = [part for part in re.split(r"[;\s]+", re.sub(r"\s*,\s*", ",", text.strip())) if part]
    corners: list[Corner] = []
    for number, part in enumerate(parts, start=1):
        found = _CORNER.fullmatch(part)
        lat, lng = (float(found[1]), float(found[2])) if found else (999.0, 999.0)
        if abs(lat) > 90 or abs(lng) > 180:
            raise NoPolygon(f"第 {number} 个拐点“{part[:30]}”不是坐标", "每个拐点写“纬度,经度”，拐点之间用空格分开")
        if not corners or corners[-1] != (lat, lng):
            corners.append((lat, lng))
    if len(corners) > 1 and corners[0] == corners[-1]:
        corners.pop()
    if len(corners) < 3:
        raise NoPolygon(f"只有 {len(corners)} 个拐点", "至少要 3 个拐点才围成一块")
    polygon = Polygon(tuple(corners))
    if _crosses_itself(_flat(corners)):
        raise NoPolygon("边界线互相交叉", "请沿着边界按一个方向依次取点")
    if not 1 <= polygon.area <= LARGEST:
        raise NoPolygon(f"围出的面积是 {polygon.area:.0f} 平方米", "请核对拐点的位置")
    return polygon


def known_polygon(value: object) -> Polygon | None:
    """The outline that the register holds; None where it holds none, or something from before the field was one."""
    try:
        return read_polygon(value) if isinstance(value, str) and value else None
    except NoPolygon:
        return None


def differs(polygon: Polygon, registered: float, unit: str) -> int | None:
    """By how many percent the area differs from a registered figure; None where they cannot be compared."""
    square_metres = registered * SQUARE_METRES.get(unit, 0)
    return round((polygon.area - square_metres) * 100 / square_metres) if square_metres > 0 else None


def _flat(corners: Sequence[Corner]) -> list[tuple[float, float]]:
    """Metres east and north of the first corner."""
    lat, lng = corners[0]
    shrink = cos(radians(sum(corner[0] for corner in corners) / len(corners)))
    return [((x - lng) * shrink * METRES_A_DEGREE, (y - lat) * METRES_A_DEGREE) for y, x in corners]


def _sides(points: Sequence[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return [(points[at], points[(at + 1) % len(points)]) for at in range(len(points))]


def _cross(one: tuple[float, float], other: tuple[float, float]) -> float:
    return one[0] * other[1] - other[0] * one[1]


def _crosses_itself(points: Sequence[tuple[float, float]]) -> bool:
    """Whether two sides that do not meet in a corner cross each other."""
    sides = _sides(points)
    last = len(sides) - 1
    return any(
        _cross_each_other(*sides[one], *sides[other])
        for one in range(len(sides))
        for other in range(one + 2, len(sides))
        if (one, other) != (0, last)
    )


def _cross_each_other(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], d: tuple[float, float]
) -> bool:
    return _turn(a, b, c) != _turn(a, b, d) and _turn(c, d, a) != _turn(c, d, b)


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> int:
    turned = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (turned > 0) - (turned < 0)
