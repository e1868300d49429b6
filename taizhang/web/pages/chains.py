"""Quantities along a chain at a place: what one stop hands on and the next receives."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.roles import Power
from taizhang.web.chains import months_of
from taizhang.web.gate import needs
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def chains(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    found = [(chain, months_of(row, chain, place)) for chain in plan_of(row).chains]
    return render(request, "chains/place.html", {"campaign": row, "org": place, "chains": found})


PAGES = [path("<uuid:campaign>/<int:org>", chains, name="place")]
urlpatterns = [path("", include((PAGES, "chains")))]
