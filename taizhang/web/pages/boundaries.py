"""Borders of the areas: which are known, and a file on its way in: matched with the tree, what fits nothing told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.boundaries.coarser import coarser
from taizhang.boundaries.matching import Match, matched
from taizhang.boundaries.models import Boundary
from taizhang.boundaries.operations import POWERS, drop_boundary, keep_file, set_boundaries
from taizhang.boundaries.queries import boundaries_for, without_boundary
from taizhang.boundaries.shapes import Shape, shapes_in
from taizhang.core.coordinates import Datum
from taizhang.core.refusals import Refused
from taizhang.journal.files import LARGEST_FILE, content_of
from taizhang.journal.models import StoredFile
from taizhang.orgs.models import Org
from taizhang.web.gate import needs
from taizhang.web.kept import kept

SHOWN = 200
"""Rows that are named on a page: those that fit nothing, and areas without a border."""
PREVIEW = 8_000
"""Corners of the drawing on the page of the check."""


@needs(*POWERS)
def boundaries(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What is known, and the door for a file; a refusal comes back on the same page."""
    refused = None
    if request.method == "POST":
        try:
            return redirect(_taken_in(request))
        except Refused as caught:
            refused = caught
    areas = _areas(actor)
    known = boundaries_for(actor)
    context = {
        "refused": refused,
        "datums": list(Datum),
        "levels": _levels(actor),
        "missing": without_boundary(areas.exclude(level="grid"))[:SHOWN],
        "known": _named(list(known.order_by("path")[:SHOWN])),
    }
    return render(request, "boundaries/list.html", context, status=refused.refusal.status if refused else 200)


def _taken_in(request: HttpRequest) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        raise Refused("not-boundaries", "没有选择文件")
    file = keep_file(upload.read(LARGEST_FILE + 1), at=timezone.now())
    words = {"name": (upload.name or "边界文件")[:200], "datum": request.POST.get("datum", "")}
    return f"{reverse('boundaries:check', args=[file])}?{urlencode(words)}"


def _areas(actor: Actor) -> Any:
    return Org.objects.filter(path__under=actor.reach, kind=Org.AREA, closed=False)


def _levels(actor: Actor) -> list[tuple[str, int, int]]:
    """(level, areas with a border, areas)."""
    counted = dict(_areas(actor).values_list("level").annotate(n=Count("pk")).order_by())
    drawn = _areas(actor).filter(number__in=boundaries_for(actor).values("org"))
    with_border = dict(drawn.values_list("level").annotate(n=Count("pk")).order_by())
    return [
        (label, with_border.get(level, 0), counted[level]) for level, label in Org.LEVELS.items() if level in counted
    ]


def _named(rows: list[Boundary]) -> list[tuple[Boundary, str]]:
    names = dict(Org.objects.filter(number__in=[row.org for row in rows]).values_list("number", "name"))
    return [(row, names.get(row.org, "")) for row in rows]


@needs(*POWERS)
def check(request: HttpRequest, actor: Actor, file: str) -> HttpResponse:
    """Each area of the file beside the one of the tree that it is."""
    asked = request.GET
    shapes = _read(file, asked.get("datum", ""))
    areas = list(_areas(actor).order_by("path"))
    match = matched(shapes, areas, asked.get("column", ""))
    if request.method == "POST":
        chosen = {line.index: line.org.number for line in match.lines if line.org}
        chosen |= _by_hand(request.POST, match, areas)
        count = set_boundaries(
            by=actor, at=timezone.now(), shapes=shapes, chosen=chosen, file=file, name=asked.get("name", "")
        )
        left = len(shapes) - len(chosen)
        messages.success(request, f"已保存 {count} 个地方的边界" + (f"，{left} 个没有对上的没有保存" if left else ""))
        return redirect("boundaries:list")
    typed = kept(request)
    context = {
        "match": match,
        "found": len(match.lines) - len(match.unmatched),
        "shown": [(line, typed.get(f"match-{line.index}", [""])[0]) for line in match.unmatched[:SHOWN]],
        "columns": list(dict.fromkeys(name for shape in shapes for name in shape.said)),
        "areas": areas[:3000],
        "drawn": _drawing(shapes, match),
        "name": asked.get("name", ""),
        "most": SHOWN,
    }
    return render(request, "boundaries/check.html", context)


def _read(file: str, datum: str) -> list[Shape]:
    try:
        content = content_of(file)
    except (StoredFile.DoesNotExist, FileNotFoundError):
        raise Refused("unknown-thing", "边界文件") from None
    return shapes_in(content, Datum(datum) if datum in set(Datum) else None)


def _by_hand(posted: Mapping[str, str], match: Match, areas: list[Org]) -> dict[int, int]:
    """What a person chose for the rows that fitted nothing. Raises Refused("unknown-thing") naming what was typed."""
    by_word = {word: area.number for area in areas for word in (area.code, f"{area.name}（{area.code}）")}
    found = {}
    for line in match.unmatched[:SHOWN]:
        typed = posted.get(f"match-{line.index}", "").strip()
        if typed and typed not in by_word:
            raise Refused("unknown-thing", f"{line.told}：没有“{typed}”这个地方，请从列表中选")
        if typed:
            found[line.index] = by_word[typed]
    return found


def _drawing(shapes: list[Shape], match: Match) -> dict[str, Any]:
    drawn = coarser([shape.polygons for shape in shapes], PREVIEW)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "geometry": {"type": "MultiPolygon", "coordinates": polygons},
                "properties": {
                    "label": line.org.name if line.org else line.told,
                    "tone": "done" if line.org else "late",
                },
            }
            for polygons, line in zip(drawn, match.lines, strict=True)
        ],
    }


@require_POST
@needs(*POWERS)
def dropped(request: HttpRequest, actor: Actor, org: int) -> HttpResponse:
    area = Org.objects.filter(number=org, kind=Org.AREA).first()
    if area is None:
        raise Refused("unknown-thing", "地方")
    drop_boundary(by=actor, at=timezone.now(), area=area)
    messages.success(request, f"已撤下{area.name}的边界")
    return redirect("boundaries:list")


PAGES = [
    path("", boundaries, name="list"),
    path("<slug:file>/", check, name="check"),
    path("<int:org>/drop", dropped, name="drop"),
]
urlpatterns = [path("", include((PAGES, "boundaries")))]
