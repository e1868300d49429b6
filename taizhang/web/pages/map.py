"""The register on a map: borders and points within the post's scope, marked, with the list beside it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.core.plan import SubjectKind
from taizhang.core.roles import Power
from taizhang.subjects.kinds import kinds_for
from taizhang.subjects.naming import Naming
from taizhang.subjects.queries import subjects_for
from taizhang.web.fields import number_of
from taizhang.web.gate import needs
from taizhang.web.map_clusters import clusters, extent, window
from taizhang.web.map_marks import Marking, legend, markings_of
from taizhang.web.map_shapes import MOST, shapes
from taizhang.web.middleware import POLICY
from taizhang.web.places import AREAS, places_for
from taizhang.web.register_filter import filter_of

from .register import with_names

BESIDE = 30


@needs(Power.VIEW)
def map_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    kinds, wanted = kinds_for(actor), filter_of(request.GET)
    marking, markings = _marking(request, kinds.get(wanted.kind))
    found = subjects_for(actor, wanted)
    rows, following = page_by_key(found, "path", request.GET.get("after", ""), BESIDE)
    marks = marking.of(actor, rows)
    tiles = settings.MAP_TILES
    too_many = found.order_by("pk")[MOST : MOST + 1].exists()
    context: dict[str, Any] = {
        "rows": [(row, marks[row.pk]) for row in with_names(rows, kinds)],
        "following": following, "wanted": wanted, "kinds": list(kinds.values()),
        "places": places_for(actor, AREAS, request.GET.get("org", "")),
        "marking": marking, "markings": markings, "legend": legend(marking), "tiles": list(tiles.addresses),
        "extent": extent(found, tiles.datum) if too_many else "",
    }  # fmt: skip
    return with_tiles(render(request, "map/page.html", context))


def with_tiles(response: HttpResponse) -> HttpResponse:
    """The page may load what lies under the map from where the settings say."""
    if origins := settings.MAP_TILES.origins:
        allowed = POLICY.replace("img-src 'self'", f"img-src 'self' {origins}")
        response.headers["Content-Security-Policy"] = allowed
    return response


@needs(Power.VIEW)
def features(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same subjects as GeoJSON, streamed."""
    kinds, wanted = kinds_for(actor), filter_of(request.GET)
    marking, _ = _marking(request, kinds.get(wanted.kind))
    pieces = shapes(actor, subjects_for(actor, wanted), kinds, marking, settings.MAP_TILES.datum)
    return StreamingHttpResponse(pieces, content_type="application/geo+json", headers={"Cache-Control": "no-store"})


@needs(Power.VIEW)
def clustered(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The same subjects within a window of the map, gathered where they are many."""
    kinds, wanted, datum = kinds_for(actor), filter_of(request.GET), settings.MAP_TILES.datum
    marking, _ = _marking(request, kinds.get(wanted.kind))
    seen = window(request.GET.get("window", ""), number_of(request.GET.get("across", "")) or 0, datum)
    found = clusters(actor, subjects_for(actor, wanted), Naming(kinds), marking, seen, datum)
    return JsonResponse(found, content_type="application/geo+json", headers={"Cache-Control": "no-store"})


def _marking(request: HttpRequest, kind: SubjectKind | None) -> tuple[Marking, list[Marking]]:
    markings = markings_of(kind)
    wanted = request.GET.get("by", "")
    return next((one for one in markings if one.id == wanted), markings[0]), markings


PAGES = [
    path("", map_page, name="page"),
    path("shapes.geojson", features, name="shapes"),
    path("clusters.geojson", clustered, name="clusters"),
]
urlpatterns = [path("", include((PAGES, "map")))]
