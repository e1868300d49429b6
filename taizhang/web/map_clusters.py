"""What lies within a window of the map: gathered in the database into the cells of a grid, single ones where few.

A window over a hundred thousand points costs one pass through an index and gives a few hundred numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Max, Min, QuerySet
from django.db.models.functions import Cast, Floor
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.core.coordinates import Datum, converted
from taizhang.core.refusals import Refused
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming

from .map_marks import Marking

SINGLE = 300
"""So many are drawn one by one; more are gathered."""
FEWEST, MOST = 3, 30
"""Cells from one side of the window to the other, as many as have room on the screen."""


@dataclass(frozen=True, slots=True)
class Window:
    """In WGS 84."""

    west: float
    south: float
    east: float
    north: float
    across: int

    @property
    def cell(self) -> float:
        return max(self.east - self.west, 1e-6) / min(max(self.across, FEWEST), MOST)


def window(text: str, across: int, datum: Datum) -> Window:
    """ "west,south,east,north" in the datum of the tiles. Raises Refused("bad-body")."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise Refused("bad-body", "地图范围应是四个数") from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise Refused("bad-body", "地图范围不对")
    (bottom, left), (top, right) = (converted(spot, datum, Datum.WGS84) for spot in ((south, west), (north, east)))
    return Window(left, bottom, right, top, across)


def extent(rows: QuerySet[Subject], datum: Datum) -> str:
    """ "south,west,north,east" of everything that has a spot, as the map lays it; "" where nothing has."""
    found = (
        rows.filter(lat__isnull=False)
        .order_by()
        .aggregate(south=Min("lat"), west=Min("lng"), north=Max("lat"), east=Max("lng"))
    )
    if found["south"] is None:
        return ""
    sides = (("south", "west"), ("north", "east"))
    corners = [converted((found[lat], found[lng]), Datum.WGS84, datum) for lat, lng in sides]
    return ",".join(f"{number:.6f}" for corner in corners for number in corner)


def clusters(
    actor: Actor, rows: QuerySet[Subject], naming: Naming, marking: Marking, seen: Window, datum: Datum
) -> dict[str, Any]:
    """A FeatureCollection: single subjects with their marks, or cells with how many and how far they reach."""
    inside = rows.filter(lat__range=(seen.south, seen.north), lng__range=(seen.west, seen.east)).order_by()
    few = list(inside.order_by("pk")[: SINGLE + 1])
    if len(few) <= SINGLE:
        marks = marking.of(actor, few)
        found = [_single(row, naming.of(row.kind, row.name), marks[row.pk].sign, datum) for row in few]
    else:
        found = [_cell(cell, datum) for cell in _cells(inside, seen.cell)]
    return {"type": "FeatureCollection", "features": found}


def _cells(rows: QuerySet[Subject], cell: float) -> Iterable[Mapping[str, Any]]:
    column = {f"in_{axis}": Floor(Cast(F(axis), FloatField()) / cell) for axis in ("lng", "lat")}
    return rows.values(**column).annotate(
        n=Count("pk"), mean_lat=Avg("lat"), mean_lng=Avg("lng"),
        south=Min("lat"), north=Max("lat"), west=Min("lng"), east=Max("lng"),
    )  # fmt: skip


def _single(row: Subject, name: str, sign: str, datum: Datum) -> dict[str, Any]:
    assert row.lat is not None
    assert row.lng is not None
    said = {"label": name, "mark": sign, "url": reverse("register:detail", args=[row.pk])}
    return {"type": "Feature", "geometry": _point(row.lat, row.lng, datum), "properties": said}


def _cell(cell: Mapping[str, Any], datum: Datum) -> dict[str, Any]:
    south, west = converted((cell["south"], cell["west"]), Datum.WGS84, datum)
    north, east = converted((cell["north"], cell["east"]), Datum.WGS84, datum)
    said = {"count": cell["n"], "bounds": [[south, west], [north, east]]}
    return {"type": "Feature", "geometry": _point(cell["mean_lat"], cell["mean_lng"], datum), "properties": said}


def _point(lat: float, lng: float, datum: Datum) -> dict[str, Any]:
    lat, lng = converted((lat, lng), Datum.WGS84, datum)
    return {"type": "Point", "coordinates": [round(lng, 6), round(lat, 6)]}
