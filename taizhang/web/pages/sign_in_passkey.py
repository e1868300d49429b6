"""Signing in with a passkey: alone, or after the password."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.accounts.models import User
from taizhang.accounts.passkeys import begin_proof, prove
from taizhang.core.refusals import REFUSALS, Refused
from taizhang.web.entering import enter, following, second_step_done, waiting_for
from taizhang.web.pages.passkeys import origin_of

PROOF = "passkey-proof"


@never_cache
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    return _begun(request, None)


@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """The device has asked for the finger, face or PIN of its holder: two factors in one."""
    try:
        user = _proven(request, None)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("sign-in")
    return enter(request, user, way="passkey", following=following(request, request.POST.get("next", "")), strong=True)


@never_cache
@require_POST
def begin_second(request: HttpRequest) -> HttpResponse:
    user = waiting_for(request, at=timezone.now())
    return _begun(request, user) if user else HttpResponse(status=REFUSALS["not-permitted"].status)


@require_POST
def second(request: HttpRequest) -> HttpResponse:
    user = waiting_for(request, at=timezone.now())
    if user is None:
        return redirect("sign-in")
    try:
        _proven(request, user)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("sign-in-code")
    return second_step_done(request, user)


def _begun(request: HttpRequest, user: User | None) -> HttpResponse:
    options, state = begin_proof(user, origin=origin_of(request))
    request.session[PROOF] = {**state, "of": user.pk if user else None}
    return JsonResponse(options)


def _proven(request: HttpRequest, user: User | None) -> User:
    """The challenge is taken out of the session before anything is looked at: no signature counts twice."""
    state = request.session.pop(PROOF, None)
    if state is None or state.pop("of") != (user.pk if user else None):
        raise Refused("wrong-passkey")
    return prove(state, request.POST.get("response", ""), origin=origin_of(request), at=timezone.now(), of=user)


urlpatterns = [
    path("passkey/begin", begin, name="sign-in-passkey-begin"),
    path("passkey", sign_in, name="sign-in-passkey"),
    path("code/passkey/begin", begin_second, name="second-passkey-begin"),
    path("code/passkey", second, name="second-passkey"),
]
