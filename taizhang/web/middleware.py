"""What every page goes through: the content policy, the acting post, refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from taizhang.access.actor import Actor, actors_of
from taizhang.accounts.passwords import owes_new_password
from taizhang.core.refusals import REFUSALS, Refused
from taizhang.web.kept import keep

Handler = Callable[[HttpRequest], HttpResponse]

TOO_MANY = 429

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


PERMISSIONS = "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"
"""What a page may ask of the device: a photo, a voice note, the place of an inspection."""


def content_security_policy(get_response: Handler) -> Handler:
    """Scripts and styles only from ourselves, never inline; no more of the device than field work needs."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return handle


def acting_post(get_response: Handler) -> Handler:
    """`request.actors`: the person's posts; `request.actor`: the chosen one, or None."""

    def handle(request: HttpRequest) -> HttpResponse:
        attach_posts(request)
        return get_response(request)

    return handle


def attach_posts(request: HttpRequest) -> None:
    request.actors = SimpleLazyObject(lambda: _actors(request))  # type: ignore[attr-defined]
    request.actor = SimpleLazyObject(lambda: _chosen(request))  # type: ignore[attr-defined]


def _actors(request: HttpRequest) -> list[Actor]:
    user = request.user
    return actors_of(user.pk, user.name, at=timezone.now()) if user.is_authenticated else []


def _chosen(request: HttpRequest) -> Actor | None:
    actors: list[Actor] = list(request.actors)  # type: ignore[attr-defined]
    wanted = request.session.get("post")
    return next((actor for actor in actors if actor.post == wanted), actors[0] if actors else None)


def own_password_first(get_response: Handler) -> Handler:
    """Who signed in with a password that was given to them, or is too old, sets their own before anything else."""

    def handle(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated or not owes_new_password(request.user, at=timezone.now()):
            return get_response(request)
        if request.session.get("way", "password") != "password":
            return get_response(request)
        if request.path in {reverse("password"), reverse("sign-out")}:
            return get_response(request)
        return _first(request, "password-first", "password")

    return handle


def second_factor_first(get_response: Handler) -> Handler:
    """Whose post asks for a second factor binds it before anything else; a sign-in with a code says so itself."""

    def handle(request: HttpRequest) -> HttpResponse:
        asked: frozenset[str] = settings.SECOND_FACTOR
        if not asked or not request.user.is_authenticated or request.session.get("factor"):
            return get_response(request)
        if request.path.startswith("/account/") or request.path in {reverse("password"), reverse("sign-out")}:
            return get_response(request)
        if any(actor.role in asked for actor in request.actors):  # type: ignore[attr-defined]
            return _first(request, "second-factor-first", "account:security")
        return get_response(request)

    return handle


def _first(request: HttpRequest, code: str, page: str) -> HttpResponse:
    """The page that comes before anything else; a program is told why."""
    if not request.path.startswith("/api/"):
        return redirect(page)
    refusal = REFUSALS[code]
    words = {"code": refusal.code, "message": refusal.message, "remedy": refusal.remedy, "detail": ""}
    return JsonResponse(words, status=refusal.status)


def refusals_as_pages(get_response: Handler) -> Handler:
    """A refusal goes back to the form, with its sentence and what was typed; without a form it is a page of its own."""

    class Refusals:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
            if not isinstance(error, Refused):
                return None
            back = keep(request) if request.method == "POST" else ""
            if back:
                messages.error(request, error.sentence)
                return redirect(back)
            context = {"refusal": error.refusal, "detail": error.detail, "sentence": error.sentence}
            response = render(request, "refused.html", context, status=error.refusal.status)
            if error.refusal.status == TOO_MANY:
                response.headers["Retry-After"] = "3600"
            return response

    return Refusals()
