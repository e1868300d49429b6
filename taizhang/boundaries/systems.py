"""In which coordinates a file is: what its .prj or its `crs` says, and the way from there to degrees of WGS 84.

CGCS2000 in degrees and on Gauss-Krüger maps, WGS 84 in degrees and UTM are read; what would need the secret parameters
of Xi'an 1980 or Beijing 1954 is refused, with the way to mend it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from taizhang.core.coordinates import Datum, Spot, converted
from taizhang.core.gauss_kruger import Zone, zone_of
from taizhang.core.refusals import Refused

Reading = Callable[[float, float], Spot]
"""(x, y) as in the file → latitude and longitude in WGS 84."""

_NUMBER = r"\s*,\s*(-?[\d.]+(?:[eE][-+]?\d+)?)"
_OLD = re.compile(r"xi.?an.?_?(19)?80|beijing.?_?(19)?54|krasov|krassov|西安|北京", re.IGNORECASE)
_NEW = re.compile(
    r"CGCS.?2000|China_2000|China_Geodetic_Coordinate_System_2000|WGS.?(19)?84|国家大地坐标系", re.IGNORECASE
)
_MAPS = re.compile(r'PROJECTION\["(Gauss_Kruger|Transverse_Mercator)"', re.IGNORECASE)
DEGREES = {4326, 4490}


def from_words(prj: str, given: Datum | None) -> Reading:
    """By the text of a .prj. Raises Refused("other-coordinates")."""
    if not prj.strip():
        return in_degrees(given)
    if _OLD.search(prj):
        raise Refused("other-coordinates", "文件用的是西安 80 或北京 54 坐标系，与卫星定位相差几十米到上百米")
    if not _NEW.search(prj):
        raise Refused("other-coordinates", f"不认识文件说明的坐标系：{prj.strip()[:60]}")
    if not prj.lstrip().upper().startswith("PROJCS"):
        return in_degrees(given)
    if not _MAPS.search(prj) or not _in_metres(prj) or _parameter(prj, "Latitude_Of_Origin", 0.0):
        raise Refused("other-coordinates", f"文件用的是别的投影：{prj.strip()[:60]}")
    meridian = _parameter(prj, "Central_Meridian", None)
    if meridian is None:
        raise Refused("other-coordinates", "文件说明里没有中央经线")
    zone = Zone(
        meridian,
        _parameter(prj, "False_Easting", 500_000.0) or 0.0,
        _parameter(prj, "False_Northing", 0.0) or 0.0,
        _parameter(prj, "Scale_Factor", 1.0) or 1.0,
    )
    return on_map(zone)


def _parameter(prj: str, name: str, otherwise: float | None) -> float | None:
    found = re.search(rf'PARAMETER\["{name}"{_NUMBER}', prj, re.IGNORECASE)
    return float(found[1]) if found else otherwise


def _in_metres(prj: str) -> bool:
    units = re.findall(rf'UNIT\["[^"]*"{_NUMBER}', prj, re.IGNORECASE)
    return bool(units) and float(units[-1]) == 1.0


def from_member(crs: Any, given: Datum | None) -> Reading:
    """By the `crs` of a GeoJSON; without one it is in degrees, as the standard has it. Raises Refused."""
    name = str(crs.get("properties", {}).get("name", "")) if isinstance(crs, dict) else ""
    number = re.search(r"EPSG:+(?:[\d.]*:)?(\d+)$", name)
    if not name or "CRS84" in name or (number and int(number[1]) in DEGREES):
        return in_degrees(given)
    zone = zone_of(int(number[1])) if number else None
    if zone is None:
        raise Refused("other-coordinates", f"不认识文件说明的坐标系：{name[:60]}")
    return on_map(zone)


def in_degrees(given: Datum | None) -> Reading:
    """Longitude before latitude, as every such file has it; `given` is what the sender said of it."""

    def read(x: float, y: float) -> Spot:
        if not (-180 <= x <= 180 and -90 <= y <= 90):
            said = f"坐标 {x:.0f}，{y:.0f} 不是经纬度，像是以米为单位的投影坐标，文件里却没有写明投影"
            raise Refused("other-coordinates", f"{said}；shapefile 请把 .prj 一起打进 zip")
        return converted((y, x), given or Datum.WGS84, Datum.WGS84)

    return read


def on_map(zone: Zone) -> Reading:
    def read(x: float, y: float) -> Spot:
        if abs(x - zone.east) > WIDEST or abs(y - zone.north) > LONGEST:
            raise Refused("other-coordinates", f"坐标 {x:.0f}，{y:.0f} 不在文件写明的投影带里，请核对 .prj")
        return zone.spot(x, y)

    return read


WIDEST, LONGEST = 700_000, 10_000_000
"""Metres from the middle meridian, beyond which lies another zone, and from the equator."""
