"""Dashboards and exports read from a copy of the database, except for whoever has just written."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from taizhang.watch.replicas import PRIMARY, leave_out, reading_from, usable

Handler = Callable[[HttpRequest], HttpResponse]

READING = frozenset(
    {
        "home", "board:place", "screen:wall", "screen:place", "screen:desk", "screen:areas",
        "map:page", "map:shapes", "map:clusters", "figures:place", "milestones:place",
        "reports:list", "reports:records", "reports:paper", "reports:excel",
        "standings:list", "standings:records", "standings:paper", "standings:excel", "standings:assessment",
        "village:list", "village:place", "village:poster",
        "doors:csv", "doors:odata", "doors:odata-model", "doors:odata-entities", "doors:odata-count",
        "doors:parquet", "doors:geojson",
    }
)  # fmt: skip
"""Pages that only show. One with a form that goes on from what it shows is not among them."""

WROTE = "wrote"
"""The cookie of who has just written: it lasts longer than any copy that is read from may be behind."""
MARGIN = 3


class ReadFromReplicas:
    """Middleware."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = self.get_response(request)
            response.set_cookie(
                WROTE, "1", max_age=settings.REPLICA_LAG + MARGIN, secure=settings.SECURE, httponly=True,
                samesite="Lax",
            )  # fmt: skip
            return response
        alias = _source(request)
        if alias == PRIMARY:
            return self.get_response(request)
        bool(getattr(request, "actor", None))  # who acts is looked up before, at the primary
        request.replica = alias  # type: ignore[attr-defined]
        with reading_from(alias):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A copy that went away in the middle, or broke off to catch up: the page is made anew by the primary."""
        alias = getattr(request, "replica", PRIMARY)
        if alias == PRIMARY or not isinstance(error, OperationalError | InterfaceError):
            return None
        leave_out(alias)
        match = request.resolver_match
        assert match is not None
        with reading_from(PRIMARY):
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


def _source(request: HttpRequest) -> str:
    if WROTE in request.COOKIES:
        return PRIMARY
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return PRIMARY
    return usable() if name in READING else PRIMARY
