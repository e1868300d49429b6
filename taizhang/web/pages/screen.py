"""The command screen: a wall that refreshes itself, and the same figures as a dashboard for the desk."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.models import Campaign
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.orgs.models import Org
from taizhang.web.command.screen import screen_of
from taizhang.web.gate import needs
from taizhang.web.standing import lines_of, standing_of

ON_THE_WALL = 8
"""Rows of each list that are legible from five metres."""


@needs(Power.VIEW)
def wall(request: HttpRequest, actor: Actor, campaign: UUID, org: int | None = None) -> HttpResponse:
    row, place, line = _seen(request, actor, campaign, org)
    return render(request, "screen/wall.html", {**_context(actor, row, place, line), "most": ON_THE_WALL})


def _context(actor: Actor, campaign: Campaign, place: Org, line: str) -> dict[str, object]:
    plan, today = plan_of(campaign), timezone.localdate()
    screen = screen_of(actor, campaign, plan, place, line=line, today=today)
    return {"campaign": campaign, "screen": screen, "phase": plan.phase_on(today), "now": timezone.localtime()}


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
    path("<uuid:campaign>/", wall, name="wall"),
    path("<uuid:campaign>/<int:org>", wall, name="place"),
]
urlpatterns = [path("", include((PAGES, "screen")))]
