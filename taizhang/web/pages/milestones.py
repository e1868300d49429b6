"""Milestones: the burn-down of a place against them, and the forecast of every place below."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import campaign_for, plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power, Role
from taizhang.duties.milestones import sheet_of
from taizhang.orgs.models import Org
from taizhang.web.gate import needs
from taizhang.web.standing import standing_of


@needs(Power.VIEW)
def milestones(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    """A milestone counts all lines together, so it is for those who see all of them."""
    row = campaign_for(actor, campaign)
    place = Org.objects.filter(number=org, kind=Org.AREA).first()
    seen = place is not None and actor.covers(place.path) and standing_of(actor, row) is not None
    if place is None or not seen or actor.role is Role.BUREAU:
        raise Refused("out-of-scope")
    sheet = sheet_of(row, plan_of(row), place, timezone.localdate())
    return render(request, "milestones/place.html", {"campaign": row, "org": place, "sheet": sheet})


urlpatterns = [path("", include(([path("<uuid:campaign>/<int:org>", milestones, name="place")], "milestones")))]
