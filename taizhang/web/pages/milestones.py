"""Milestones: the burn-down of a place against them, and the forecast of every place below."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.roles import Power
from taizhang.duties.milestones import sheet_of
from taizhang.web.gate import needs
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def milestones(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    """A milestone counts all lines together, so it is for those who see all of them."""
    row, place = seen_whole(actor, campaign, org)
    sheet = sheet_of(row, plan_of(row), place, timezone.localdate())
    return render(request, "milestones/place.html", {"campaign": row, "org": place, "sheet": sheet})


urlpatterns = [path("", include(([path("<uuid:campaign>/<int:org>", milestones, name="place")], "milestones")))]
