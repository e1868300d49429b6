"""The outlines of a subject on its page: drawn on a map, their area beside what the register says it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from taizhang.core.plan import SubjectField, SubjectKind
from taizhang.core.polygons import SQUARE_METRES, Polygon, differs, known_polygon
from taizhang.subjects.kinds import fields_by_column
from taizhang.subjects.masking import is_masked
from taizhang.subjects.models import Subject
from taizhang.subjects.operations import present_value
from taizhang.subjects.values import shown

NOTABLE = 10
"""Percent by which a measured area differs before it is called so: walking with a phone is no finer."""


@dataclass(frozen=True, slots=True)
class Outline:
    """`compared` says how the measured area stands to the registered one; "" where no area is registered."""

    label: str
    words: str
    compared: str
    notable: bool
    geojson: dict[str, Any]


def outlines_of(row: Subject, kind: SubjectKind | None) -> list[Outline]:
    """Those that everybody who sees the subject may see."""
    fields = fields_by_column(kind)
    area = next(
        (
            (field, value)
            for column, field in fields.items()
            if field.type == "number" and field.unit in SQUARE_METRES and not is_masked(field)
            if isinstance(value := present_value(row, column), int | float)
        ),
        None,
    )
    return [
        _outline(field, polygon, area)
        for column, field in fields.items()
        if field.type == "polygon" and not is_masked(field)
        if (polygon := known_polygon(present_value(row, column)))
    ]


def _outline(field: SubjectField, polygon: Polygon, area: tuple[SubjectField, int | float] | None) -> Outline:
    percent = differs(polygon, area[1], area[0].unit) if area else None
    compared = ""
    if area and percent is not None:
        more = f"测量比登记{'多' if percent > 0 else '少'} {abs(percent)}%" if percent else "与登记一致"
        compared = f"登记的{area[0].label} {shown(area[0], area[1])}，{more}"
    shape = {"type": "Feature", "geometry": polygon.geojson, "properties": {"label": field.label}}
    return Outline(field.label, polygon.words, compared, abs(percent or 0) > NOTABLE, shape)
