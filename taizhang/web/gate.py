"""The gate before a page: signed in, in a post that may see it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from taizhang.access.actor import Actor
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.web.kept import keep

P = ParamSpec("P")


def needs(
    *powers: Power,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """The view gets the actor as its second argument. Raises Refused("not-permitted") for a post with none of them."""

    def gate(
        view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            actor = cast("Actor | None", request.actor)  # type: ignore[attr-defined]
            if not actor:
                raise Refused("not-permitted", "没有任职岗位")
            if not any(actor.may(power) for power in powers):
                raise Refused("not-permitted")
            return view(request, actor, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", page)

    return gate


LOST = "登录已过期，刚才的内容没有提交，但已经保留：登录后会回到原来的表单。照片需要重新选择。"


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to sign in and back. What was typed into a form whose session is over waits there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": _sign_in(_page_around(request))})
    if request.method != "POST":
        return redirect(_sign_in(request.get_full_path()))
    back = keep(request)
    messages.warning(request, LOST if back else "登录已过期，刚才的操作没有提交，请登录后再办。")
    return redirect(_sign_in(back or "/"))


def _sign_in(following: str) -> str:
    return f"{reverse('sign-in')}?{urlencode({'next': following})}"


def _page_around(request: HttpRequest) -> str:
    """The page of which only a part was asked for."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    return (shown.path or "/") + (f"?{shown.query}" if shown.query else "")
