"""The command screen: a wall that refreshes itself, and the same figures as a dashboard for the desk."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.boundaries.queries import boundaries_for, features
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org
from taizhang.orgs.queries import compared_areas
from taizhang.subjects.queries import Filter, subjects_for
from taizhang.web.command.screen import screen_of
from taizhang.web.gate import needs
from taizhang.web.map_clusters import extent
from taizhang.web.map_marks import BY_PROBLEMS, legend
from taizhang.web.pages.map import with_tiles
from taizhang.web.screen_key import needs_view_or_key, open_by_key
from taizhang.web.standing import lines_of, standing_of
from taizhang.web.whole_place import views_of

ON_THE_WALL = 8
"""Rows of each list that are legible from five metres."""


@needs_view_or_key
def wall(request: HttpRequest, actor: Actor, campaign: UUID, org: int | None = None) -> HttpResponse:
    row, place, line = _seen(request, actor, campaign, org)
    context = {**_context(actor, row, place, line), "most": ON_THE_WALL, "by_key": bool(actor.key)}
    return with_tiles(render(request, "screen/wall.html", context))


@needs(Power.VIEW)
def desk(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    """The same figures on the desk: the map with its points, every place, and each chart as a table too."""
    row, place, line = _seen(request, actor, campaign, org)
    context = {
        **_context(actor, row, place, line),
        "legend_of_points": legend(BY_PROBLEMS),
        "extent": extent(subjects_for(actor, Filter(path=place.path)), settings.MAP_TILES.datum),
        "whole": actor.role is not Role.BUREAU,
        "views": views_of(plan_of(row)),
    }
    return with_tiles(render(request, "screen/desk.html", context))


@needs_view_or_key
def areas(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    """The borders of the places beside one another; how each stands is in the page, which refreshes itself."""
    _, place, _ = _seen(request, actor, campaign, org)
    rows = boundaries_for(actor).filter(org__in=compared_areas(place).values("number"))
    found = {"type": "FeatureCollection", "features": list(features(rows, settings.MAP_TILES.datum))}
    return JsonResponse(found, content_type="application/geo+json", headers={"Cache-Control": "private, max-age=600"})


def _context(actor: Actor, campaign: Campaign, place: Org, line: str) -> dict[str, object]:
    plan, today = plan_of(campaign), timezone.localdate()
    screen = screen_of(actor, campaign, plan, place, line=line, today=today)
    return {
        "campaign": campaign,
        "screen": screen,
        "phase": plan.phase_on(today),
        "now": timezone.localtime(),
        "tiles": list(settings.MAP_TILES.addresses),
    }


def _seen(request: HttpRequest, actor: Actor, campaign: UUID, org: int | None) -> tuple[Campaign, Org, str]:
    """The campaign, the place and the line: a post sees the places that it covers, a bureau its own line only.

    Raises Refused("unknown-thing" | "out-of-scope").
    """
    row = campaign_for(actor, campaign)
    standing = standing_of(actor, row)
    if standing is None:
        raise Refused("out-of-scope")
    place = Org.objects.filter(number=org or standing.org, kind=Org.AREA).first()
    if place is None or not actor.covers(place.path):
        raise Refused("out-of-scope")
    asked, lines = request.GET.get("line", ""), lines_of(actor, row)
    if asked in lines:
        return row, place, asked
    return row, place, standing.line if actor.role is Role.BUREAU else ""


PAGES = [
    path("key/<str:key>", open_by_key, name="open"),
    path("<uuid:campaign>/", wall, name="wall"),
    path("<uuid:campaign>/<int:org>", wall, name="place"),
    path("<uuid:campaign>/<int:org>/desk", desk, name="desk"),
    path("<uuid:campaign>/<int:org>/areas.geojson", areas, name="areas"),
]
urlpatterns = [path("", include((PAGES, "screen")))]
