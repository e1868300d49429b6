"""Signing in through another system: out to it, and back with what it says about the person."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from taizhang.accounts import oidc, wecom
from taizhang.accounts.outside import Proven, account_of, wait
from taizhang.core.refusals import Refused
from taizhang.web.entering import enter, following

WITHIN = timedelta(minutes=10)
"""So long the other system may take to ask the person who they are."""


def ways() -> list[tuple[str, str]]:
    """(what it is called, the name of its address) of every other system that the settings name."""
    found = (("oidc", oidc.provider()), ("wecom", wecom.provider()))
    return [(setting.label, name) for name, setting in found if setting]


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


@never_cache
@require_GET
def to_wecom(request: HttpRequest) -> HttpResponse:
    setting = wecom.provider()
    if setting is None:
        raise Refused("unknown-thing", "没有设置企业微信登录")
    state, back = get_random_string(32), request.build_absolute_uri(reverse("wecom-back"))
    url = wecom.begin(setting, back=back, state=state, browser=request.headers.get("User-Agent", ""))
    return _out(request, "wecom", url, {"state": state})


@never_cache
@require_GET
def from_wecom(request: HttpRequest) -> HttpResponse:
    setting, begun = wecom.provider(), _begun(request, "wecom")
    try:
        if setting is None or begun is None:
            raise Refused("not-vouched", "登录不是从这里开始的，或等待时间太长")
        if "code" not in request.GET:
            raise Refused("not-vouched", f"{setting.label}没有同意登录")
        proven = wecom.finish(setting, code=request.GET["code"])
    except Refused as refused:
        return _failed(request, refused)
    return _vouched(request, proven, "wecom", begun["next"])


def _out(request: HttpRequest, way: str, url: str, begun: dict[str, str]) -> HttpResponse:
    at = timezone.now().isoformat()
    request.session["outside"] = {
        **begun, "way": way, "next": following(request, request.GET.get("next", "")), "at": at,
    }  # fmt: skip
    return redirect(url)


def _begun(request: HttpRequest, way: str) -> dict[str, str] | None:
    begun: dict[str, str] = request.session.pop("outside", None) or {}
    if begun.get("way") != way or timezone.now() - datetime.fromisoformat(begun["at"]) > WITHIN:
        return None
    return begun if constant_time_compare(begun["state"], request.GET.get("state", "")) else None


def _vouched(request: HttpRequest, proven: Proven, way: str, page: str) -> HttpResponse:
    at = timezone.now()
    user = account_of(proven, at=at)
    if user is not None:
        return enter(request, user, way=way, following=page, strong=proven.strong)
    context = {"proven": proven, "number": wait(proven, at=at)}
    return render(request, "registration/unbound.html", context, status=403)


def _failed(request: HttpRequest, refused: Refused) -> HttpResponse:
    messages.error(request, refused.sentence)
    return redirect("sign-in")


urlpatterns = [
    path("oidc", to_oidc, name="oidc"),
    path("oidc/back", from_oidc, name="oidc-back"),
    path("wecom", to_wecom, name="wecom"),
    path("wecom/back", from_wecom, name="wecom-back"),
]
