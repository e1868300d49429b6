"""Who holds what at a place, with the gaps by name (包联责任)."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.campaigns.queries import plan_of
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.web.gate import needs
from taizhang.web.holdings import SHOWN, holdings_workbook, matrices
from taizhang.web.whole_place import seen_whole


@needs(Power.VIEW)
def holdings(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponse:
    row, place = seen_whole(actor, campaign, org)
    found = matrices(plan_of(row), place, at=timezone.now())
    return render(request, "holdings/place.html", {"campaign": row, "org": place, "found": found, "shown": SHOWN})


@needs(Power.VIEW)
def sheet(request: HttpRequest, actor: Actor, campaign: UUID, org: int) -> HttpResponseBase:
    row, place = seen_whole(actor, campaign, org)
    plan, now = plan_of(row), timezone.now()
    if not plan.holdings:
        raise Refused("not-now", "方案没有写包联责任")
    book = holdings_workbook(plan, place, at=now, author=actor.org_name)
    return FileResponse(book, as_attachment=True, filename=f"{place.name}包联责任表.xlsx")


PAGES = [
    path("<uuid:campaign>/<int:org>", holdings, name="place"),
    path("<uuid:campaign>/<int:org>/holdings.xlsx", sheet, name="sheet"),
]
urlpatterns = [path("", include((PAGES, "holdings")))]
