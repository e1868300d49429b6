"""Key times, key areas and key persons: how far each is covered at a place, and who is missing by name."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.orgs.models import Org
from taizhang.web.focus_coverage import MOST, focus_of, missing_of
from taizhang.web.gate import needs
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def focus(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    plan = plan_of(row)
    context = {"campaign": row, "org": place, "focus": focus_of(actor, row, plan, place)}
    return render(request, "focus/place.html", context)


@needs(Power.VIEW)
def missing(request: HttpRequest, actor: Actor, campaign: UUID, org: int, name: str) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    title, subjects = missing_of(actor, row, plan_of(row), place, name)
    if not title:
        raise Refused("unknown-thing")
    grids = dict(Org.objects.filter(number__in={one.org for one in subjects}).values_list("number", "name"))
    lines = [(one, grids.get(one.org, "")) for one in subjects]
    context = {"campaign": row, "org": place, "title": title, "lines": lines, "cut": MOST if len(lines) == MOST else 0}
    return render(request, "focus/missing.html", context)


PAGES = [
    path("<uuid:campaign>/<int:org>", focus, name="place"),
    path("<uuid:campaign>/<int:org>/<slug:name>", missing, name="missing"),
]
urlpatterns = [path("", include((PAGES, "focus")))]
