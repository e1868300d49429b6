"""Signing in through another system: out to it, and back with what it says about the person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from hmac import compare_digest

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from taizhang.accounts import oidc
from taizhang.accounts.outside import Proven, account_of, wait
from taizhang.core.refusals import Refused
from taizhang.web.entering import enter

WITHIN = timedelta(minutes=10)
"""So long the other system may take to ask the person who they are."""


@never_cache
@require_GET
def to_oidc(request: HttpRequest) -> HttpResponse:
    setting = oidc.provider()
    if setting is None:
        raise Refused("unknown-thing", "没有设置统一身份认证")
    try:
        begun = oidc.begin(setting, back=request.build_absolute_uri(reverse("oidc-back")))
    except Refused as refused:
        return _failed(request, refused)
    return _out(request, "oidc", begun.url, asdict(begun))


@never_cache
@require_GET
def from_oidc(request: HttpRequest) -> HttpResponse:
    """What was begun here is taken out of the session before it is looked at: no answer counts twice."""
    setting, begun = oidc.provider(), _begun(request, "oidc")
    try:
        if setting is None or begun is None or request.GET.get("iss", setting.issuer) != setting.issuer:
            raise Refused("not-vouched", "登录不是从这里开始的，或等待时间太长")
        if "code" not in request.GET:
            raise Refused("not-vouched", f"{setting.label}没有同意登录")
        own = {name: begun[name] for name in ("url", "state", "nonce", "verifier", "back")}
        proven = oidc.finish(setting, oidc.Begun(**own), code=request.GET["code"], at=timezone.now())
    except Refused as refused:
        return _failed(request, refused)
    return _vouched(request, proven, "oidc", begun["next"])


def _out(request: HttpRequest, way: str, url: str, begun: dict[str, str]) -> HttpResponse:
    following = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(following, {request.get_host()}, require_https=request.is_secure()):
        following = resolve_url("home")
    request.session["outside"] = {**begun, "way": way, "next": following, "at": timezone.now().isoformat()}
    return redirect(url)


def _begun(request: HttpRequest, way: str) -> dict[str, str] | None:
    begun: dict[str, str] = request.session.pop("outside", None) or {}
    if begun.get("way") != way or timezone.now() - datetime.fromisoformat(begun["at"]) > WITHIN:
        return None
    return begun if compare_digest(begun["state"], request.GET.get("state", "")) else None


def _vouched(request: HttpRequest, proven: Proven, way: str, following: str) -> HttpResponse:
    at = timezone.now()
    user = account_of(proven, at=at)
    if user is not None:
        return enter(request, user, way=way, following=following, strong=proven.strong)
    context = {"proven": proven, "number": wait(proven, at=at)}
    return render(request, "registration/unbound.html", context, status=403)


def _failed(request: HttpRequest, refused: Refused) -> HttpResponse:
    messages.error(request, refused.sentence)
    return redirect("sign-in")


urlpatterns = [
    path("oidc", to_oidc, name="oidc"),
    path("oidc/back", from_oidc, name="oidc-back"),
]
