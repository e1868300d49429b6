"""The last step of every way to sign in: the second factor where one is bound, then the session."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from taizhang.accounts.models import User
from taizhang.accounts.second_factor import has_factor

BACKEND = "taizhang.notices.sign_in.WithUnread"

WITHIN = timedelta(minutes=5)
"""So long the first step waits for the second."""


def enter(request: HttpRequest, user: User, *, way: str, following: str, strong: bool = False) -> HttpResponse:
    """Let the person in, or ask first for their second factor; `strong`: they have shown one."""
    if strong or not has_factor(user):
        return _let_in(request, user, way=way, following=following, strong=strong)
    request.session["waiting"] = {
        "user": user.pk, "at": timezone.now().isoformat(), "next": following, "way": way,
    }  # fmt: skip
    return redirect("sign-in-code")


def waiting_for(request: HttpRequest, *, at: datetime) -> User | None:
    """Who has taken the first step here, lately, and owes the second."""
    waiting = request.session.get("waiting")
    if not waiting or at - datetime.fromisoformat(waiting["at"]) > WITHIN:
        messages.warning(request, "等待时间太长，请重新登录。")
        return None
    return User.objects.filter(pk=waiting["user"], is_active=True).first()


def second_step_done(request: HttpRequest, user: User) -> HttpResponse:
    waiting = request.session.pop("waiting")
    return _let_in(request, user, way=waiting["way"], following=waiting["next"], strong=True)


def following(request: HttpRequest, wanted: str) -> str:
    """Where to go after signing in: within ourselves, or home."""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else resolve_url("home")


def _let_in(request: HttpRequest, user: User, *, way: str, following: str, strong: bool) -> HttpResponse:
    login(request, user, backend=BACKEND)
    request.session["way"] = way
    if strong:
        request.session["factor"] = True
    return redirect(following)
