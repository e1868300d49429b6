"""Reading borders. They are no secret between neighbours, yet shown within the area that the post covers only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from taizhang.access.actor import Actor
from taizhang.core.coordinates import Datum, converted
from taizhang.orgs.models import Org

from .models import Boundary


def boundaries_for(actor: Actor) -> QuerySet[Boundary]:
    """Of the areas that the post covers, those that were not taken back."""
    return Boundary.objects.filter(path__under=actor.reach).exclude(polygons=[])


def features(rows: QuerySet[Boundary], datum: Datum) -> Iterator[dict[str, Any]]:
    """As GeoJSON; each says the number of its area. `datum` is that of the tiles beneath."""
    for org, polygons in rows.values_list("org", "polygons").order_by("path"):
        geometry = {"type": "MultiPolygon", "coordinates": [[_ring(ring, datum) for ring in one] for one in polygons]}
        yield {"type": "Feature", "properties": {"org": org}, "geometry": geometry}


def _ring(ring: list[list[float]], datum: Datum) -> list[list[float]]:
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return ring
    moved = [converted((lat, lng), Datum.WGS84, datum) for lng, lat in ring]
    return [[round(lng, 6), round(lat, 6)] for lat, lng in moved]


def without_boundary(areas: QuerySet[Org]) -> QuerySet[Org]:
    """Those of the areas of which no border is known."""
    known = Boundary.objects.exclude(polygons=[]).values("org")
    return areas.exclude(number__in=known).order_by("path")
