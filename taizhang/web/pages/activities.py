"""Activities of a place: counted against the plan, and each with its attendance and material."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.access.paging import page_by_key
from taizhang.campaigns.queries import plan_of
from taizhang.core.roles import Power
from taizhang.subjects.naming import names_in_part
from taizhang.web.activities import activities_of, held_at
from taizhang.web.gate import needs
from taizhang.web.pages.duties import with_names
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def activities(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    asked = request.GET
    held = held_at(actor, row, place, asked.get("rule", ""))
    page, following = page_by_key(held, "-met_at", asked.get("after", ""))
    context = {
        "campaign": row,
        "org": place,
        "activities": activities_of(row, plan_of(row), place),
        "rows": with_names(page, names_in_part(actor, (row.subject for row in page))),
        "following": following,
        "asked": asked,
    }
    return render(request, "activities/place.html", context)


urlpatterns = [path("", include(([path("<uuid:campaign>/<int:org>", activities, name="place")], "activities")))]
