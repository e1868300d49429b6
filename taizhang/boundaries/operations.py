"""Writing borders: of the areas that the post covers, all of a file at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from taizhang.access.actor import Actor
from taizhang.core.ids import derived
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.journal.append import append
from taizhang.journal.drafts import Draft
from taizhang.journal.files import keep
from taizhang.orgs.models import Org

from .coarser import coarser
from .models import Boundary
from .shapes import Shape, shapes_in

POWERS = (Power.MANAGE_ORGS, Power.MANAGE_CAMPAIGN)


def keep_file(content: bytes, *, at: datetime) -> str:
    """Keep a file that holds borders; returns its SHA-256. Raises Refused as shapes_in does, before it is kept."""
    shapes_in(content, None)
    packed = content[:2] == b"PK"
    return keep(content, media_type="application/zip" if packed else "application/geo+json", at=at).sha256


def set_boundaries(
    *, by: Actor, at: datetime, shapes: Sequence[Shape], chosen: Mapping[int, int], file: str, name: str
) -> int:
    """`chosen`: {place of the shape in the file: number of the area}; several shapes of one area are its parts.

    Returns how many areas have a border now. Raises Refused("not-permitted" | "out-of-scope" | "unknown-thing").
    """
    _demand(by)
    areas = {area.number: area for area in Org.objects.filter(number__in=set(chosen.values()), kind=Org.AREA)}
    parts: dict[int, list[Any]] = {}
    for index, number in sorted(chosen.items()):
        if number not in areas or index >= len(shapes):
            raise Refused("unknown-thing", "地方")
        if not by.covers(areas[number].path):
            raise Refused("out-of-scope", areas[number].name)
        parts.setdefault(number, []).extend(shapes[index].polygons)
    drawn = coarser(list(parts.values()))
    reference = {"sha256": file, "name": name[:200]}
    drafts = [
        _draft("set", by, at, areas[number], {
            "path": areas[number].path, "area": areas[number].name, "polygons": polygons, "file": reference,
            "name": by.name,
        })
        for number, polygons in zip(parts, drawn, strict=True)
    ]  # fmt: skip
    append(drafts, at=at)
    return len(drafts)


def drop_boundary(*, by: Actor, at: datetime, area: Org) -> None:
    """Take a border back. Raises Refused("not-permitted" | "out-of-scope" | "unknown-thing")."""
    _demand(by)
    if not by.covers(area.path):
        raise Refused("out-of-scope", area.name)
    if not Boundary.objects.filter(org=area.number).exclude(polygons=[]).exists():
        raise Refused("unknown-thing", f"{area.name}的边界")
    append([_draft("dropped", by, at, area, {"area": area.name, "name": by.name})], at=at)


def _demand(by: Actor) -> None:
    if not any(by.may(power) for power in POWERS):
        raise Refused("not-permitted")


def _draft(verb: str, by: Actor, at: datetime, area: Org, body: Mapping[str, Any]) -> Draft:
    return Draft(
        kind=f"boundary.{verb}", about=derived("boundary", area.number), org=area.number, actor=by.identity,
        post=by.post, happened_at=at, body=body,
    )  # fmt: skip
