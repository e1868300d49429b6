"""Rows that have a place as GeoJSON points (WGS 84), written out piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .plain import plain
from .reading import Row
from .tables import Column, Table


def pieces(table: Table, columns: Sequence[Column], rows: Iterable[Row]) -> Iterator[str]:
    """A FeatureCollection. A row without a place has no geometry, as the format allows: it is not left out."""
    yield '{"type":"FeatureCollection","features":['
    names = [column.name for column in columns]
    comma = ""
    for row in rows:
        yield comma + json.dumps(_feature(table, dict(zip(names, row, strict=True))), ensure_ascii=False)
        comma = ",\n"
    yield "]}"


def _feature(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    lat, lng = (values.pop(name) for name in table.place or ())
    point = None if lat is None or lng is None else {"type": "Point", "coordinates": [round(lng, 6), round(lat, 6)]}
    said = {name: plain(value) for name, value in values.items()}
    return {"type": "Feature", "id": said[table.key.name], "geometry": point, "properties": said}
