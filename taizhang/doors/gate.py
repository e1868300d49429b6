"""The gate before a door: the key of the request, its rate, and refusals in the form that the door speaks."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from taizhang.core.refusals import Refused

from .keys import Grant, count_use, grant_of

P = ParamSpec("P")
Door = Callable[Concatenate[HttpRequest, Grant, P], HttpResponseBase]
Telling = Callable[[HttpRequest, Refused], HttpResponseBase]


def admit(request: HttpRequest, door: str) -> Grant:
    """Whoever shows a valid key within its rate. Raises Refused("no-key" | "too-fast")."""
    now = timezone.now()
    found = grant_of(shown_key(request), at=now)
    if found is None:
        raise Refused("no-key")
    row, grant = found
    count_use(row, door, at=now)
    return grant


def shown_key(request: HttpRequest) -> str:
    """As a bearer, as X-API-Key, as the password of a basic sign-in (Excel, Power BI), or as Open311's api_key."""
    kind, _, said = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return said.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(said, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return request.headers.get("X-API-Key", "") or request.POST.get("api_key", "") or request.GET.get("api_key", "")


def with_hint(response: HttpResponseBase, error: Refused) -> HttpResponseBase:
    """How to come in, or when to come back, as HTTP says it."""
    if error.refusal.code == "no-key":
        response.headers["WWW-Authenticate"] = 'Basic realm="Taizhang", charset="UTF-8"'
    if error.refusal.code == "too-fast":
        response.headers["Retry-After"] = "60"
    return response


def in_json(request: HttpRequest, error: Refused) -> HttpResponseBase:
    refusal = error.refusal
    words = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy, "detail": error.detail}
    return JsonResponse(words, status=refusal.status, json_dumps_params={"ensure_ascii": False})


def door(
    name: str, *methods: str, telling: Telling = in_json
) -> Callable[[Door[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """The view gets what the key grants. Without a session there is nothing that another site could misuse."""

    def gate(view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        def asked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            try:
                if request.method not in (methods or ("GET", "HEAD")):
                    raise Refused("no-method")
                response = view(request, admit(request, name), *args, **kwargs)
            except Refused as error:
                response = with_hint(telling(request, error), error)
            response.headers["Cache-Control"] = "private, no-store"
            return response

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", csrf_exempt(wraps(view)(asked)))

    return gate
