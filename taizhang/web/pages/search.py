"""The search box of every page: what it answers while one types, and the same as a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from taizhang.access.actor import Actor
from taizhang.core.roles import Power
from taizhang.web.gate import needs
from taizhang.web.navigation import frame
from taizhang.web.searching import search

WHILE_TYPING, ON_PAGE = 5, 20


@needs(*Power)
def search_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Grouped hits for `q`; only their list where the box asks for it."""
    text = request.GET.get("q", "").strip()[:100]
    typing = request.headers.get("HX-Target") == "found"
    menu = [item for _, items in frame(request)["navigation"] for item in items]
    groups = search(actor, text, menu, most=WHILE_TYPING if typing else ON_PAGE)
    context = {"text": text, "groups": groups, "typing": typing}
    return render(request, "search/_found.html" if typing else "search/page.html", context)


urlpatterns = [path("", search_page, name="search")]
