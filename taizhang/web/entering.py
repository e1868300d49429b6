"""The last step of every way to sign in: the second factor where one is bound, then the session."""

from __future__ import annotations

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from taizhang.accounts.models import User
from taizhang.accounts.second_factor import has_factor

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User, *, way: str, following: str, strong: bool = False) -> HttpResponse:
    """Let the person in, or ask first for the code of their authenticator; `strong`: a second factor was given."""
    if strong or not has_factor(user):
        return let_in(request, user, way=way, following=following, strong=strong)
    request.session["waiting"] = {
        "user": user.pk, "at": timezone.now().isoformat(), "next": following, "way": way,
    }  # fmt: skip
    return redirect("sign-in-code")


def let_in(request: HttpRequest, user: User, *, way: str, following: str, strong: bool) -> HttpResponse:
    login(request, user, backend=BACKEND)
    request.session["way"] = way
    if strong:
        request.session["factor"] = True
    return redirect(following)
