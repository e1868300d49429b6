"""From the metres of a Gauss-Krüger map (CGCS2000) back to degrees: the series of Krüger, exact to a millimetre."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, cosh, degrees, sin, sinh

from .coordinates import Spot

AXIS = 6378137.0
_FLATTENING = 1 / 298.257222101
_N = _FLATTENING / (2 - _FLATTENING)
_RADIUS = AXIS / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_FROM_PLANE = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)
_FROM_SPHERE = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3 + 116 * _N**4 / 45,
    7 * _N**2 / 3 - 8 * _N**3 / 5 - 227 * _N**4 / 45,
    56 * _N**3 / 15 - 136 * _N**4 / 35,
    4279 * _N**4 / 630,
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A strip of the map: its middle meridian in degrees, what is added to metres east and north, and its scale."""

    meridian: float
    east: float = 500_000.0
    north: float = 0.0
    scale: float = 1.0

    def spot(self, east: float, north: float) -> Spot:
        """Latitude and longitude of a point of the map."""
        up = (north - self.north) / (self.scale * _RADIUS)
        over = (east - self.east) / (self.scale * _RADIUS)
        terms = list(enumerate(_FROM_PLANE, start=1))
        rise = up - sum(term * sin(2 * k * up) * cosh(2 * k * over) for k, term in terms)
        reach = over - sum(term * cos(2 * k * up) * sinh(2 * k * over) for k, term in terms)
        sphere = asin(sin(rise) / cosh(reach))
        lat = sphere + sum(term * sin(2 * k * sphere) for k, term in enumerate(_FROM_SPHERE, start=1))
        return degrees(lat), self.meridian + degrees(atan2(sinh(reach), cos(rise)))


def zone_of(epsg: int) -> Zone | None:
    """The zone of a CGCS2000 map by its EPSG number; None for any other number."""
    for first, count, meridian, width, numbered in (
        (4491, 11, 75, 6, 13),
        (4502, 11, 75, 6, 0),
        (4513, 21, 75, 3, 25),
        (4534, 21, 75, 3, 0),
    ):
        if first <= epsg < first + count:
            place = epsg - first
            prefix = (numbered + place) * 1_000_000 if numbered else 0
            return Zone(meridian + width * place, prefix + 500_000.0)
    return None
