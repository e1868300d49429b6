"""The library of plans: packs by field, each to look into before a draft is made of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from taizhang.access.actor import Actor
from taizhang.campaigns.packs import broken_packs, own_home, pack, packs
from taizhang.core.roles import Power
from taizhang.web.gate import needs
from taizhang.web.pack_sheet import by_field, sheet_of


@needs(Power.MANAGE_CAMPAIGN)
def library(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {"fields": by_field(packs().values()), "broken": broken_packs(), "home": own_home().absolute()}
    return render(request, "packs/list.html", context)


@needs(Power.MANAGE_CAMPAIGN)
def one(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    return render(request, "packs/one.html", {"sheet": sheet_of(pack(name))})


urlpatterns = [path("", include(([path("", library, name="list"), path("<str:name>/", one, name="one")], "packs")))]
