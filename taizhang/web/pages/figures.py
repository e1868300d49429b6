"""The plan's own figures of the register, place by place: areas, shares, what is sown against what is planned."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.roles import Power
from taizhang.web.figures_sheet import sheet_of
from taizhang.web.gate import needs
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def figures(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    context = {"campaign": row, "org": place, "sheet": sheet_of(plan_of(row), place)}
    return render(request, "figures/place.html", context)


urlpatterns = [path("", include(([path("<uuid:campaign>/<int:org>", figures, name="place")], "figures")))]
