"""A sign-in ends after a while: without a touch (idle), and in any case (absolute), by the strictest of one's roles."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from taizhang.web.middleware import Handler, attach_posts

TOUCH = 60
"""Seconds: not every request writes down that somebody is there."""


def session_limits(get_response: Handler) -> Handler:
    """Whose time is over goes on as nobody: the gate keeps what they had typed and leads them to sign in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if (settings.IDLE or settings.LONGEST) and request.user.is_authenticated and _over(request):
            logout(request)
            attach_posts(request)
        return get_response(request)

    return handle


def _over(request: HttpRequest) -> bool:
    now = int(timezone.now().timestamp())
    since = request.session.setdefault("since", now)
    seen = request.session.get("seen", since)
    idle, longest = _strictest(request, settings.IDLE), _strictest(request, settings.LONGEST)
    if (idle and now - seen > idle * 60) or (longest and now - since > longest * 60):
        return True
    if idle and now - seen > TOUCH and not request.headers.get("HX-Request"):  # a page that asks by itself is no touch
        request.session["seen"] = now
    return False


def _strictest(request: HttpRequest, limits: Mapping[str, int]) -> int:
    """Minutes; 0 where there is no limit."""
    roles = {actor.role for actor in request.actors} or {"*"}  # type: ignore[attr-defined]
    found = [limits.get(role, limits.get("*", 0)) for role in roles]
    return min((minutes for minutes in found if minutes), default=0)
