"""The three responsibilities of a place, and the two duties of each post (G7)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.roles import Power
from taizhang.web.gate import needs
from taizhang.web.responsibility import kinds_at, lines_of_work, territory_of, two_duties
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def responsibility(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    plan, now = plan_of(row), timezone.now()
    posts = two_duties(row, plan, place, at=now)
    idle = [one for one in posts if one.person and not one.work and not one.owes]
    context = {
        "campaign": row,
        "org": place,
        "territory": territory_of(place, at=now),
        "lines": lines_of_work(row, plan, at=now),
        "kinds": kinds_at(plan, place),
        "posts": [one for one in posts if one not in idle],
        "idle": idle,
    }
    return render(request, "responsibility/place.html", context)


PAGES = [path("<uuid:campaign>/<int:org>", responsibility, name="place")]
urlpatterns = [path("", include((PAGES, "responsibility")))]
