"""One's own passkeys: registering, naming, removing."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from taizhang.accounts.passkeys import begin_registration, register, rename
from taizhang.accounts.second_factor import codes_if_none, has_factor, remove_passkey
from taizhang.core.refusals import Refused
from taizhang.web.pages.account import hand_of, page, shows_password


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@require_POST
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    options, state = begin_registration(request.user, origin=origin_of(request))  # type: ignore[arg-type]
    request.session["passkey-registration"] = state
    return JsonResponse(options)


@never_cache
@require_POST
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """With the first factor the recovery codes are on the answer, and nowhere else ever again."""
    state = request.session.pop("passkey-registration", None)
    name, at = request.POST.get("name", ""), timezone.now()
    try:
        if not shows_password(request):
            raise Refused("wrong-password")
        if state is None:
            raise Refused("bad-passkey")
        register(
            request.user, state, request.POST.get("response", ""), name,  # type: ignore[arg-type]
            origin=origin_of(request), by=hand_of(request), at=at,
        )  # fmt: skip
    except Refused as refused:
        return page(request, status=422, passkey_error=refused.sentence, passkey_name=name)
    request.session["factor"] = True
    messages.success(request, "通行密钥已登记。")
    codes = codes_if_none(request.user)  # type: ignore[arg-type]
    return page(request, codes=codes) if codes else redirect("account:security")


@require_POST
@login_required
def rename_one(request: HttpRequest, number: int) -> HttpResponse:
    rename(request.user, number, request.POST.get("name", ""))  # type: ignore[arg-type]
    messages.success(request, "名称已保存。")
    return redirect("account:security")


@never_cache
@require_POST
@login_required
def remove_one(request: HttpRequest, number: int) -> HttpResponse:
    if not shows_password(request):
        return page(request, status=422, wrong_removal=number)
    name = remove_passkey(request.user, number, by=hand_of(request), at=timezone.now())  # type: ignore[arg-type]
    request.session["factor"] = has_factor(request.user)  # type: ignore[arg-type]
    messages.success(request, f"已删除通行密钥“{name}”。")
    return redirect("account:security")


urlpatterns = [
    path(
        "",
        include(
            (
                [
                    path("begin", begin, name="begin"),
                    path("add", add, name="add"),
                    path("<int:number>/rename", rename_one, name="rename"),
                    path("<int:number>/remove", remove_one, name="remove"),
                ],
                "passkeys",
            )
        ),
    )
]
