"""The subjects of a list as GeoJSON, written out piece by piece: borders where they are known, else points."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.core.coordinates import Datum, converted
from taizhang.core.plan import SubjectKind
from taizhang.core.polygons import Polygon, known_polygon
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked
from taizhang.subjects.models import Subject
from taizhang.subjects.naming import Naming
from taizhang.subjects.operations import present_value

from .map_marks import Mark, Marking

MOST = 10_000
"""Subjects on one map: what a telephone still draws."""
BATCH = 500


def shapes(
    actor: Actor, rows: QuerySet[Subject], kinds: Mapping[str, SubjectKind], marking: Marking, datum: Datum
) -> Iterator[str]:
    """A FeatureCollection in pieces; `datum` is that of the tiles beneath, since the shapes have to lie on them."""
    outlines, naming = {kind.id: _outline_columns(kind) for kind in kinds.values()}, Naming(kinds)
    yield '{"type":"FeatureCollection","features":['
    comma = ""
    left = rows.order_by("path", "pk")[:MOST].iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        marks = marking.of(actor, batch)
        for row in batch:
            if geometry := _geometry(row, outlines.get(row.kind, ()), datum):
                feature = _feature(row, naming.of(row.kind, row.name), geometry, marks[row.pk])
                yield comma + json.dumps(feature, ensure_ascii=False)
                comma = ","
    yield "]}"


def _outline_columns(kind: SubjectKind) -> list[str]:
    """Of the borders that everybody who sees the subject may see."""
    fields = fields_by_column(kind).items()
    return [column for column, field in fields if field.type == "polygon" and not is_masked(field)]


def _geometry(row: Subject, columns: list[str] | tuple[()], datum: Datum) -> Mapping[str, Any] | None:
    for column in columns:
        if polygon := known_polygon(present_value(row, column)):
            return Polygon([converted(corner, Datum.WGS84, datum) for corner in polygon.corners]).geojson
    if row.lat is None or row.lng is None:
        return None
    lat, lng = converted((row.lat, row.lng), Datum.WGS84, datum)
    return {"type": "Point", "coordinates": [round(lng, 6), round(lat, 6)]}


def _feature(row: Subject, name: str, geometry: Mapping[str, Any], mark: Mark) -> Mapping[str, Any]:
    said = {"label": name, "mark": mark.sign, "url": reverse("register:detail", args=[row.pk])}
    return {"type": "Feature", "geometry": geometry, "properties": said}
