"""The key of a wall screen: it hangs there for months, signed in as nobody, and opens the command screen alone.

The link leaves the key in a cookie that the browser sends to the command screen's addresses only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.doors.keys import Grant, count_use, grant_of
from taizhang.web.gate import needs

P = ParamSpec("P")
COOKIE = "screen_key"
DOOR = "指挥屏"
Page = Callable[Concatenate[HttpRequest, Actor, UUID, P], HttpResponse]


def open_by_key(request: HttpRequest, key: str) -> HttpResponse:
    """The link, opened on the screen once. Raises Refused("screen-key-void")."""
    now = timezone.now()
    found = grant_of(key, at=now, screen=True)
    if found is None:
        raise Refused("screen-key-void")
    row, grant = found
    answer = redirect("screen:wall", grant.campaigns[0])
    answer.set_cookie(
        COOKIE, key, max_age=row.expires_at - now, path=_addresses(), secure=request.is_secure(), httponly=True,
        samesite="Lax",
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _addresses() -> str:
    """Where the command screens are, wherever the product is mounted."""
    return reverse("screen:open", args=["key"]).removesuffix("key/key")


def needs_view_or_key(view: Page[P]) -> Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]:
    """Who is signed in looks as themselves; a screen with a key looks as its key, at its campaign, and only reads.

    Raises Refused("screen-key-void" | "out-of-scope" | "too-fast").
    """
    for_people = needs(Power.VIEW)(view)

    @wraps(view)
    def page(request: HttpRequest, campaign: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.COOKIES.get(COOKIE, "")
        if request.user.is_authenticated or not key:
            return for_people(request, campaign, *args, **kwargs)  # type: ignore[return-value]
        return view(request, _admitted(request, key, campaign).actor, campaign, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, UUID, P], HttpResponse]", page)


def _admitted(request: HttpRequest, key: str, campaign: UUID) -> Grant:
    now = timezone.now()
    found = grant_of(key, at=now, screen=True)
    if found is None:
        raise Refused("screen-key-void")
    row, grant = found
    if request.method not in {"GET", "HEAD"}:
        raise Refused("no-method")
    if campaign not in grant.campaigns:
        raise Refused("out-of-scope")
    count_use(row, DOOR, at=now)
    return grant
