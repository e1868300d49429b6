"""In which language and how large somebody reads: kept with the account, before signing in only in the browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from taizhang.accounts.appearance import COOKIE, LANGUAGES, SIZE_COOKIE, TYPE_SIZES, set_appearance

YEAR = 365 * 24 * 3600


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    response = redirect(_back(request))
    language, type_size = request.POST.get("language"), request.POST.get("type_size")
    if language in dict(LANGUAGES):
        _remember(request, response, COOKIE, language)
    if type_size in dict(TYPE_SIZES):
        _remember(request, response, SIZE_COOKIE, type_size)
    if request.user.is_authenticated:
        set_appearance(request.user, language=language, type_size=type_size)
    return response


def _remember(request: HttpRequest, response: HttpResponse, name: str, chosen: str) -> None:
    response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"


urlpatterns = [path("appearance", appearance, name="appearance")]
